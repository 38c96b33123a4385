import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { App } from '#kernel'
import type { Oauth } from './oauth.ts'
import { oauthPath } from './oauth-provider.ts'

/** Nothing from elsewhere, nothing inline: what the provider itself shows is a page of ours about an error. */
const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/** Hands every request below the provider's path to the provider, which reads bodies and writes answers by itself. */
export function registerOauth(app: App, { provider, requests, origin }: Oauth): void {
  const handle = provider.callback()
  const { host, protocol } = new URL(origin)
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: `${oauthPath}/*`,
      schema: { hide: true },
      handler: async (request, reply) => {
        const message: IncomingMessage & { originalUrl?: string } = request.raw
        requests.set(message, request as FastifyRequest)
        message.originalUrl = message.url ?? ''
        message.url = message.originalUrl.slice(oauthPath.length)
        // Its URLs are of the public address, whatever the request says of itself.
        Object.assign(message.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host })
        for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value)
        if (protocol === 'https:') reply.raw.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
        reply.hijack()
        await handle(message, reply.raw)
      },
    })
  })
}
