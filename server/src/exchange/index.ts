/**
 * Exchange: what departments publish of their own systems, and what they let one another ask of it. The rows stay where they are.
 * Knows no page.
 */
import type { Migrations } from '#kernel'

export type { Agreement } from './agreement.ts'
export { createSigners, loadExchangeSecret, publishedKeys, type Signers } from './agreement-keys.ts'
export { createAgreements } from './agreement-service.ts'
export { registerExchangeCommands } from './commands.ts'
export type { Dataset } from './dataset.ts'
export { createDatasets } from './dataset-service.ts'
export { type DatasetSearch, findDataset, listDatasets, saveDataset, withdrawDataset } from './dataset-store.ts'
export type { ExchangeParts } from './exchange-parts.ts'
export { agreementGrants, datasetNames } from './query-looks.ts'
export { registerAgreements } from './query-routes.ts'
export { type ExchangeRouteDeps, registerExchange } from './routes.ts'
export type { Source, SourceAsk, SourceColumn, SourceRow, SourceSpec, Sources } from './source.ts'
export { createSources, type SourcesOptions, type SystemSources } from './source-open.ts'
export { SourceAway } from './source-trouble.ts'
export type { System } from './system.ts'
export { changeSecret, endSystem, findSystem, listSystems, saveSystem, systemSecrets } from './system-store.ts'

export const exchangeSchema: Migrations = { module: 'exchange', folder: new URL('./schema/', import.meta.url) }
