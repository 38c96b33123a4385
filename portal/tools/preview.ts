/** Shows the pages over the made-up world, without a server or database: `node portal/tools/preview.ts [port]`. */
import compress from '@fastify/compress'
import { fastify } from 'fastify'
import { makeWorld, operatorKey } from '../e2e/made-up.ts'

const { registerPages, renderError } = (await import(
  new URL('../dist/server/index.js', import.meta.url).href
)) as typeof import('../door')
const app = fastify({ routerOptions: { maxParamLength: 2048 } })
await app.register(compress, { threshold: 1024 })
app.setNotFoundHandler(async (request, reply) =>
  reply
    .code(404)
    .type('text/html')
    .send(await renderError(request, { status: 404 })),
)
const world = makeWorld(() => new Date(), process.argv.includes('--empty'))
await registerPages(app, world)
const address = await app.listen({ port: Number(process.argv[2] ?? 8099) })
setInterval(() => {
  const id = 'urn:ngsi-ld:OffStreetParking:p0'
  world.setFree(id, Math.floor(Math.random() * 80))
  world.emit({ id, type: 'OffStreetParking', at: new Date() })
}, 3_000).unref()
process.stdout.write(`${address} (operator key: ${operatorKey})\n`)
