import type { FastifyInstance } from 'fastify'
import type { Pool } from '#kernel'

/** Retrieve, a page of twenty of one type, and the newest twenty values of a series: the SQL of the broker, the rows as they are. */
export function addReads(app: FastifyInstance, pool: Pool): void {
  const columns = 'e.tenant, e.id, e.types, e.scopes, e.document, e.created_at, e.modified_at, e.version'
  app.get('/one/:id', async (request) => {
    const { id } = request.params as { id: string }
    const [row] = await pool.prepared(`select ${columns} from context.entity e where e.tenant = $1 and e.id = $2`, ['', id])
    return row
  })
  app.get('/page', async (request) => {
    const { type, offset } = request.query as { type: string; offset: string }
    return pool.query(
      `select ${columns} from context.entity_type t join context.entity e on e.tenant = t.tenant and e.id = t.id
       where t.tenant = $1 and t.type = $2 order by t.id limit $3 offset $4`,
      ['', type, 20, Number(offset)],
    )
  })
  app.get('/series/:id', async (request) => {
    const { id } = request.params as { id: string }
    const { attribute, lastN } = request.query as { attribute: string; lastN: string }
    return pool.prepared(
      `select at, instance from context.history
       where tenant = $1 and entity_id = $2 and attribute = $3 order by at desc, id desc limit $4`,
      ['', id, attribute, Number(lastN)],
    )
  })
}
