/** Insight: what the history of things lets expect. Knows the history that context keeps; changes nothing. */
export { forecast } from './forecast.ts'
export type { Reading } from './series.ts'
