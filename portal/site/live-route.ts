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

/** Milliseconds in which the end of a stream has to be taken in. */
const lastWords = 1_000

const Query = Type.Object({ on: Type.Array(Type.String({ maxLength: 300 })), again: Type.Optional(Type.String()) })

/** Server-sent events (HTML Living Standard §9.2): `event: part`, data `{key, html}`. */
export function registerLive(app: FastifyInstance, services: Services, parts: readonly LivePart[]): void {
  const streams = new Set<PassThrough>()
  const hub = startLiveHub(services, parts, (error) => app.log.error({ err: error }, 'a live part failed'))
  const beat = setInterval(() => {
    for (const stream of streams) stream.write(': still here\n\n')
  }, heartbeat)
  beat.unref()
  let isClosing = false

  app.get('/live', async (request, reply) => {
    // Once a stream has ended nothing more comes over its line, and a node that stops does not wait for it.
    reply.header('connection', 'close')
    const raw = request.query as { on?: string | string[] }
    const query = parseFields(Query, { ...raw, on: [raw.on ?? []].flat().slice(0, mostParts) })
    if (streams.size >= mostStreams)
      throw new PageRefusal(503, 'too-many-streams', 'Too many readers watch live values; try later')
    const { language } = plainVisit(request, services.clock(), undefined)
    const region = await services.region.info()
    // A stream that begins once the others have been ended would be ended by nobody.
    if (isClosing) throw new PageRefusal(503, 'stopping', 'The node is stopping; try again in a moment')
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
    return reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' }).type('text/event-stream').send(stream)
  })

  app.addHook('preClose', async () => {
    isClosing = true
    clearInterval(beat)
    hub.stop()
    for (const stream of streams) stream.end()
    // A reader who left without a word never takes in the end: the node does not wait for them.
    setTimeout(() => {
      for (const stream of streams) stream.destroy()
    }, lastWords).unref()
  })
}
