/** The built pages over the made-up world, as an application without a socket. */
import { type FastifyInstance, fastify } from 'fastify'
import { buildPortal, isStale } from '../build.ts'
import { makeWorld, type World } from './made-up.ts'

type Portal = typeof import('../door')
type Options = { readonly isEmpty?: boolean }

export async function addPortal(app: FastifyInstance, { isEmpty = false }: Options): Promise<{ world: World; portal: Portal }> {
  if (isStale()) await buildPortal()
  const portal = (await import(new URL('../dist/server/index.js', import.meta.url).href)) as Portal
  const world = makeWorld(() => new Date(), isEmpty)
  await portal.registerPages(app, world)
  app.setNotFoundHandler(async (request, reply) => {
    const page = await portal.renderError(request, { status: 404, detail: `There is nothing at ${request.url}` })
    return reply.code(404).type('text/html; charset=utf-8').send(page)
  })
  return { world, portal }
}

export async function portalApp(options: Options = {}): Promise<{ app: FastifyInstance; world: World; portal: Portal }> {
  const app = fastify({ routerOptions: { maxParamLength: 2048 } })
  return { app, ...(await addPortal(app, options)) }
}
