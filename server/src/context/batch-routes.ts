import Type from 'typebox'
import type { App } from '#kernel'
import { answerBatch } from './batch-answer.ts'
import { type BatchHow, maxBatch, readItems, typesOfItems } from './batch-items.ts'
import type { ContextDeps } from './deps.ts'
import { performBatch } from './distribute-batch.ts'
import { list } from './parameters.ts'
import { documentParameters, readDocumentForm } from './write-parameters.ts'

const tags = ['Context: batches']
const Document = Type.Object(documentParameters)

/** GS CIM 009, 6.14 to 6.17 and 6.31: /entityOperations, at most a thousand entities at once. */
export function batchRoutes(app: App, deps: ContextDeps): void {
  const route = (name: string, summary: string, known: readonly string[], how: (options: readonly string[]) => BatchHow) =>
    app.post(
      `/entityOperations/${name}`,
      {
        schema: { tags, summary: `${summary}, at most ${maxBatch} at once`, querystring: Document },
        bodyLimit: 50 * 1024 * 1024,
      },
      async (request, reply) => {
        const { simplified } = readDocumentForm(request.query, known)
        const items = await readItems(request, deps, how(list(request.query.options) ?? []), simplified)
        deps.may(request, { action: 'write', types: typesOfItems(items) })
        return answerBatch(reply, await performBatch(deps, request, items))
      },
    )
  route('create', 'Create entities', [], () => ({ mode: 'create' }))
  route('upsert', 'Create or update entities', ['replace', 'update'], (options) => ({
    mode: options.includes('update') ? 'upsert-merge' : 'upsert-replace',
  }))
  route('update', 'Update entities', ['noOverwrite'], (options) => ({
    mode: 'append',
    noOverwrite: options.includes('noOverwrite'),
  }))
  route('merge', 'Merge into entities', [], () => ({ mode: 'merge' }))
  route('delete', 'Delete entities', [], () => ({ mode: 'delete' }))
}
