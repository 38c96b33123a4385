import { PassThrough } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, problemOf, Unsupported } from '#kernel'
import { checkRegion, type ImportDeps, importParsed, readPack } from './import-pack.ts'
import type { Pack } from './pack.ts'
import type { PackFault } from './pack-fault.ts'
import { largestFile, receivePack } from './pack-upload.ts'
import { packFiles } from './parse-pack.ts'

/** Asks whoever guards the node; throws a refusal where the answer is no. */
export type May = (
  request: FastifyRequest,
  act: { readonly action: 'write'; readonly resource: { readonly kind: 'imports' } },
) => void | Promise<void>

const description = `The files of the pack (${packFiles.join(', ')}) as parts of a multipart form. A pack with faults is refused
whole, with every fault named. Otherwise the answer is a stream of lines of JSON: {"progress": …} while it runs, and last
{"summary": …}, or {"problem": …} where it could not be finished.`

/** `POST /region/v1/packs`, for operators. */
export function registerPacks(app: App, { may, ...deps }: ImportDeps & { readonly may: May }): void {
  app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: largestFile, files: packFiles.length } })
    scope.post<{ Querystring: { replace: boolean } }>(
      '/region/v1/packs',
      {
        compress: false,
        onRequest: async (request) => may(request, { action: 'write', resource: { kind: 'imports' } }),
        schema: {
          tags: ['region'],
          summary: 'Import a region pack',
          description,
          consumes: ['multipart/form-data'],
          querystring: Type.Object({
            replace: Type.Boolean({ default: false, description: "Take the place of another region's pack." }),
          }),
        },
      },
      async (request, reply) => {
        if (!request.isMultipart()) throw new Unsupported('Send the files of the pack as multipart/form-data.')
        const { replace } = request.query
        const { folder, remove } = await receivePack(request.files())
        try {
          const { pack, warnings } = await readPack(folder)
          await checkRegion(deps.pool, pack, replace)
          const { lines, done } = runImport(deps, pack, warnings, replace, request)
          // Files of the pack are read while it is imported.
          done.finally(remove)
          return await reply.type('application/x-ndjson').send(lines)
        } catch (error) {
          await remove()
          throw error
        }
      },
    )
  })
}

/** Lines of JSON about an import that goes on to its end even when nobody listens any more. */
function runImport(
  deps: ImportDeps,
  pack: Pack,
  warnings: readonly PackFault[],
  replace: boolean,
  request: FastifyRequest,
): { readonly lines: PassThrough; readonly done: Promise<void> } {
  const lines = new PassThrough()
  const tell = (line: object) => {
    if (!lines.destroyed) lines.write(`${JSON.stringify(line)}\n`)
  }
  const done = importParsed(deps, pack, warnings, { replace, onProgress: (progress) => tell({ progress }) })
    .then(
      (summary) => tell({ summary }),
      (error: unknown) => {
        const problem = problemOf(error)
        if (problem.status >= 500) request.log.error({ err: error }, 'the import of a region pack failed')
        tell({ problem })
      },
    )
    .finally(() => lines.end())
  return { lines, done }
}
