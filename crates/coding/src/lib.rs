//! Analysis and [`Lexicon`] to [`Coding`]: entities and their codes, times, attributions, factuality, events,
//! amounts, deadlines, forecasts, precedents. Holds the rules; what words mean stands in `lexicon/`.
