/** Environment: air, rivers and weather near a place, and what a figure means for health. Knows how to read open data, not where it is kept. */
export { findBand } from './bands.ts'
export { createEnvironment } from './environment.ts'
