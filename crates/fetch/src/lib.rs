//! Fetches pages and feeds politely: robots, ETag, back-off, size limits, no private networks.
