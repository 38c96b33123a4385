import type { DatasetService, DatasetView } from '#contract'
import { NotFound, type Pool } from '#kernel'
import type { Dataset } from './dataset.ts'
import { faultsIn } from './dataset-draft.ts'
import { findDataset, listDatasets, listDepartments, saveDataset, withdrawDataset } from './dataset-store.ts'
import { mayPublish, publisherFor, recordPublishing } from './publisher.ts'
import { createSystems, looked, ownSystem, type PublishingParts } from './system-service.ts'
import { kindsOf } from './system-store.ts'

export function createDatasets(parts: PublishingParts): DatasetService {
  const { pool, sources, clock } = parts
  return {
    ...createSystems(parts),
    mayPublish,
    list: async (search) => {
      const { items, count } = await listDatasets(pool, search)
      return { items: await views(pool, items), count }
    },
    departments: () => listDepartments(pool),
    find: async (id) => {
      const dataset = await findDataset(pool, id)
      return dataset && (await views(pool, [dataset]))[0]
    },
    own: async (who) => {
      const { department } = publisherFor(who)
      const { items } = await listDatasets(pool, { department, withWithdrawn: true, limit: 500, offset: 0 })
      return views(pool, items)
    },
    publish: async (who, draft) => {
      const officer = publisherFor(who)
      const system = await ownSystem(pool, officer, draft.system)
      const described = await looked(() => sources.describe(system.id, draft.source))
      if (!described.ok) return { ok: false, faults: [], system: described }
      const faults = faultsIn(draft, described.found)
      if (faults.length > 0) return { ok: false, faults }
      const dataset: Dataset = { ...draft, department: officer.department, publishedAt: clock() }
      return pool.transaction(async (tx) => {
        if (!(await saveDataset(tx, dataset, officer.id))) return { ok: false, faults: [{ field: 'id', why: 'taken' }] } as const
        await recordPublishing(tx, officer, 'publish', `dataset:${draft.id}`, clock())
        return { ok: true, id: draft.id } as const
      })
    },
    withdraw: async (who, id) => {
      const officer = publisherFor(who)
      return pool.transaction(async (tx) => {
        const isWithdrawn = await withdrawDataset(tx, id, officer.department, clock())
        if (isWithdrawn) await recordPublishing(tx, officer, 'withdraw', `dataset:${id}`, clock())
        return isWithdrawn
      })
    },
    check: async (who, id) => {
      const { department } = publisherFor(who)
      const dataset = await findDataset(pool, id)
      if (dataset === undefined || dataset.department !== department)
        throw new NotFound(`Your department has published no dataset ${id}.`)
      return looked(async () => (await sources.open(dataset)).describe())
    },
  }
}

async function views(pool: Pool, datasets: readonly Dataset[]): Promise<readonly DatasetView[]> {
  const kinds = await kindsOf(
    pool,
    datasets.map(({ system }) => system),
  )
  return datasets.map(({ system, source: _source, ...dataset }) => ({ ...dataset, kind: kinds.get(system) ?? 'files' }))
}
