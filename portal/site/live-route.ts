import { PassThrough } from 'node:stream'
import type { Services } from '@datong/server/contract'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { type LivePart, startLiveHub } from './live.tsx'
import { parseFields } from './query.ts'
import { PageRefusal } from './refusal.ts'
import { plainVisit } from './visit.ts'

const mostStreams = 2_000
const mostParts = 100
/** Proxies drop connections that stay silent for a minute. */
const heartbeat = 25_000
/** A reader whose line has taken in nothing of this many bytes is let go; it comes back by itself. */
const mostUnread = 256 * 1024

const Query = Type.Object({ on: Type.Array(Type.String({ maxLength: 300 })), again: Type.Optional(Type.String()) })

/** Server-sent events (HTML Living Standard §9.2): `event: part`, data `{key, html}`. */
export function registerLive(app: FastifyInstance, services: Services, parts: readonly LivePart[]): void {
  const streams = new Set<PassThrough>()
  const hub = startLiveHub(services, parts, (error) => app.log.error({ err: error }, 'a live part failed'))
  const beat = setInterval(() => {
    for (const stream of streams) stream.write(': still here\n\n')
  }, heartbeat)
  beat.unref()

  app.get('/live', async (request, reply) => {
    const raw = request.query as { on?: string | string[] }
    const query = parseFields(Query, { ...raw, on: [raw.on ?? []].flat().slice(0, mostParts) })
    if (streams.size >= mostStreams)
      throw new PageRefusal(503, 'too-many-streams', 'Too many readers watch live values; try later')
    const { language } = plainVisit(request, services.clock(), undefined)
    const region = await services.region.info()
    const stream = new PassThrough()
    const ears = {
      keys: new Set(query.on),
      language,
      timeZone: region?.timeZone ?? 'UTC',
      hear: (key: string, html: string) => {
        if (stream.writableLength > mostUnread) stream.destroy()
        else stream.write(`event: part\ndata: ${JSON.stringify({ key, html })}\n\n`)
      },
    }
    streams.add(stream)
    const leave = hub.listen(ears)
    stream.on('close', () => {
      leave()
      streams.delete(stream)
    })
    stream.write('retry: 5000\n\n')
    if (query.again !== undefined) {
      hub.refresh(ears).catch((error) => {
        request.log.error({ err: error }, 'live parts could not be sent anew')
        stream.end()
      })
    }
    // Once a stream has ended nothing more comes over its line, and a node that stops does not wait for it.
    const headers = { 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' }
    return reply.headers(headers).type('text/event-stream').send(stream)
  })

  app.addHook('preClose', async () => {
    clearInterval(beat)
    hub.stop()
    for (const stream of streams) stream.end()
  })
}
