/** Insight: what the history of things lets expect. Knows the history that context keeps; changes nothing. */
export { forecast } from './forecast.ts'
export { createForecasts } from './forecasts.ts'
export { registerInsight } from './routes.ts'
export type { Reading } from './series.ts'
