/** A year: what Redis counts in milliseconds has an end, and what somebody says may be any number. */
export const YEAR_MS = 31_536_000_000
