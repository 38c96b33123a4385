import type { FastifyInstance } from 'fastify'
import type { Pool } from '#kernel'

/** Retrieve, a page of twenty of one type, and the newest twenty values of a series: the SQL of the broker, the rows as they are. */
export function addReads(app: FastifyInstance, pool: Pool): void {
  const columns = 'e.tenant, e.id, e.types, e.scopes, e.document, e.created_at, e.modified_at, e.version'
  const find = async (id: string) => {
    const [row] = await pool.prepared(`select ${columns} from context.entity e where e.tenant = $1 and e.id = $2`, ['', id])
    return row
  }
  app.get('/one/:id', async (request) => find((request.params as { id: string }).id))
  app.get('/page', async (request) => {
    const { type, offset } = request.query as { type: string; offset: string }
    return pool.query(
      `select ${columns} from context.entity_type t join context.entity e on e.tenant = t.tenant and e.id = t.id
       where t.tenant = $1 and t.type = $2 order by t.id limit $3 offset $4`,
      ['', type, 20, Number(offset)],
    )
  })
  // An answer about the past says of what type the entity is, so both statements belong to it.
  app.get('/series/:id', async (request) => {
    const { id } = request.params as { id: string }
    const { attribute, lastN, from } = request.query as { attribute: string; lastN: string; from: string }
    const entity = await find(id)
    const series = await pool.prepared(
      `select h.* from unnest($2::text[], $3::text[]) as series(id, attribute) cross join lateral
         (select entity_id, attribute, id, number, instance, recorded, at from context.history
          where tenant = $1 and entity_id = series.id and attribute = series.attribute
            and at >= coalesce($4::timestamptz, '-infinity') and at < coalesce($5::timestamptz, 'infinity') and (instance is null or instance ? 'observedAt')
          order by at desc, id desc limit $6) h
       order by h.entity_id, h.attribute, h.at, h.id`,
      ['', [id], [attribute], from, null, Number(lastN)],
    )
    return { entity, series }
  })
}
