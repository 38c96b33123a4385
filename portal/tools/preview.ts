/** Shows the pages over the made-up world, without a server or database: `node portal/tools/preview.ts [port]`. */
import compress from '@fastify/compress'
import { fastify } from 'fastify'
import { operatorKey } from '../e2e/made-up.ts'
import { addPortal } from '../e2e/portal-app.ts'

const app = fastify({ routerOptions: { maxParamLength: 2048 } })
await app.register(compress, { threshold: 1024 })
const { world } = await addPortal(app, { isEmpty: process.argv.includes('--empty') })
type Patch = { Params: { id: string }; Body: { availableSpotNumber: { value: number } } }
app.patch<Patch>('/ngsi-ld/v1/entities/:id/attrs', async ({ params, body }, reply) => {
  world.setFree(params.id, body.availableSpotNumber.value)
  world.emit({ id: params.id, type: 'OffStreetParking', at: new Date() })
  return reply.code(204).send()
})
app.get<{ Querystring: { format: string } }>('/equity/v1/gap', async ({ query }, reply) => {
  if (query.format !== 'geojson')
    return reply
      .type('text/csv')
      .header('content-disposition', 'attachment')
      .send(await world.gap.csv())
  const settlements = await world.gap.settlements('clinic')
  return { features: settlements.map(({ position }) => ({ geometry: { coordinates: position } })) }
})
const address = await app.listen({ port: Number(process.argv[2] ?? 8099) })
process.stdout.write(`${address} (operator key: ${operatorKey})\n`)
