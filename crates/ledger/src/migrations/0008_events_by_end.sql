-- Events of some days: those that end on the first of them or later, and begin on the last or earlier.
CREATE INDEX event_by_end ON event(to_day, from_day);
