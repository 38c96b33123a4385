/**
 * Exchange: what departments publish of their own systems, and what they let one another ask of it. The rows stay where they are.
 * Knows no page.
 */
import type { Migrations } from '#kernel'

export type { Dataset } from './dataset.ts'
export { type DatasetSearch, findDataset, listDatasets, saveDataset, withdrawDataset } from './dataset-store.ts'
export type { Source, SourceAsk, SourceColumn, SourceRow, SourceSpec, Sources } from './source.ts'
export { SourceAway } from './source-away.ts'

export const exchangeSchema: Migrations = { module: 'exchange', folder: new URL('./schema/', import.meta.url) }
