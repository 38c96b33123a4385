import { PassThrough, type Readable } from 'node:stream'
import Type, { type Static } from 'typebox'
import { type App, NotFound } from '#kernel'
import { beginImport, endImport, findImport, type Import, listImports } from './imports.ts'
import type { Intake } from './intake.ts'
import { findMapping } from './mappings.ts'
import { guard, type May } from './may.ts'
import { type FileImport, runImport } from './run-import.ts'
import { stoppable } from './stoppable.ts'

const counts = {
  rows: Type.Integer(),
  kept: Type.Integer(),
  late: Type.Integer({ description: 'Older than what is known: they went to the history only.' }),
  duplicates: Type.Integer(),
  flagged: Type.Integer({ description: 'Of those kept or late.' }),
  quarantined: Type.Integer(),
  bytes: Type.Integer(),
}
const ImportShape = Type.Object({
  id: Type.String(),
  file: Type.String(),
  mapping: Type.String(),
  state: Type.String({ description: 'running, done, failed or interrupted' }),
  detail: Type.Optional(Type.String()),
  startedAt: Type.String(),
  endedAt: Type.Optional(Type.String()),
  ...counts,
})
const tags = ['imports']
const betweenLines = 200
const patience = 2_000

export function registerImportRoutes(app: App, intake: Intake, may: May): void {
  const { pool } = intake
  const onRequest = guard(may, 'imports')
  const stopping = new AbortController()
  app.addHook('preClose', async () =>
    stopping.abort(new Error('The server was stopped. Import the file again: the rest is added.')),
  )

  // The file is read as it arrives, so no parser may gather it first.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.post(
      '/perception/v1/imports',
      {
        onRequest,
        schema: {
          tags,
          summary: 'Take in a table through a mapping that is kept here',
          description:
            'The body is the file. Answers while it reads, one JSON object a line: how far it is, and at last the import itself.',
          consumes: ['text/csv', 'application/octet-stream'],
          querystring: Type.Object({ mapping: Type.String(), file: Type.String({ maxLength: 500, default: 'upload' }) }),
        },
      },
      async (request, reply) => {
        const { mapping, file } = request.query as { mapping: string; file: string }
        const found = await findMapping(pool, mapping)
        const id = await beginImport(pool, file, mapping)
        const bytes = stoppable(request.raw.iterator({ destroyOnReturn: false }), stopping.signal)
        reply.raw.once('finish', () => drain(request.raw))
        const lines = new PassThrough()
        writeImport(intake, { id, mapping: found, bytes }, lines).catch((error: Error) => lines.destroy(error))
        return reply.header('x-accel-buffering', 'no').type('application/x-ndjson').send(lines)
      },
    )
  })

  app.get(
    '/perception/v1/imports',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Imports, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
        response: { 200: Type.Object({ imports: Type.Array(ImportShape) }) },
      },
    },
    async ({ query }) => ({ imports: (await listImports(pool, query.limit, query.offset)).map(writeOut) }),
  )

  app.get(
    '/perception/v1/imports/:id',
    {
      onRequest,
      schema: { tags, summary: 'One import', params: Type.Object({ id: Type.String() }), response: { 200: ImportShape } },
    },
    async ({ params }) => writeOut(await importOf(intake, params.id)),
  )
}

/** Lets a sender that has not finished hear the answer before its connection ends. */
function drain(request: Readable): void {
  if (request.readableEnded) return
  request.resume()
  const timer = setTimeout(() => request.destroy(), patience)
  request.once('close', () => clearTimeout(timer))
}

/** Runs an import and writes its lines. A table that cannot be read to its end is a failed import, told in the last line. */
async function writeImport(intake: Intake, file: FileImport, lines: PassThrough): Promise<void> {
  let told = performance.now()
  const tell = (line: object) => lines.write(`${JSON.stringify(line)}\n`)
  tell({ id: file.id, state: 'running' })
  try {
    await runImport(intake, file, (progress) => {
      if (performance.now() - told < betweenLines) return
      told = performance.now()
      tell({ state: 'running', ...progress })
    })
    await endImport(intake.pool, file.id)
  } catch (error) {
    intake.logger.warn({ err: error, import: file.id }, 'an import ended before its file did')
    await endImport(intake.pool, file.id, (error as Error).message)
  }
  tell(writeOut(await importOf(intake, file.id)))
  lines.end()
}

async function importOf({ pool }: Intake, id: string): Promise<Import> {
  const found = await findImport(pool, id)
  if (found === undefined) throw new NotFound(`There is no import ${id}.`)
  return found
}

function writeOut({ startedAt, endedAt, ...rest }: Import): Static<typeof ImportShape> {
  return { ...rest, startedAt: startedAt.toISOString(), ...(endedAt && { endedAt: endedAt.toISOString() }) }
}
