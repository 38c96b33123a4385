import type { FastifyReply } from 'fastify'

export type Page = { readonly limit: number; readonly offset: number; readonly hasNext: boolean }

/** Link headers to the pages before and after (GS CIM 009, 6.3.10). */
export function pageLinks(reply: FastifyReply, address: string, { limit, offset, hasNext }: Page): void {
  const links: string[] = []
  const link = (to: number, relation: string) => {
    const url = new URL(address, 'http://here')
    url.searchParams.set('limit', String(limit))
    url.searchParams.set('offset', String(to))
    links.push(`<${url.pathname.replace(/\/+$/, '')}${url.search}>;rel="${relation}";type="application/ld+json"`)
  }
  if (offset > 0) link(Math.max(0, offset - limit), 'prev')
  if (hasNext && limit > 0) link(offset + limit, 'next')
  if (links.length > 0) reply.header('link', links.join(', '))
}
