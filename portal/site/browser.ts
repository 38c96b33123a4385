import type { Browser } from '@datong/server/contract'
import type { FastifyRequest } from 'fastify'

/** Where a request comes from: its network address, and what the browser calls itself. */
export const browserOf = (request: FastifyRequest): Browser => ({
  source: request.ip,
  device: request.headers['user-agent'] ?? '',
})
