import { type App, NotFound, Refusal } from '#kernel'

/** An address that is served, but not by this method. */
class OtherMethod extends Refusal {
  override name = 'OtherMethod'
  readonly status = 405
  readonly code = 'method-not-allowed'
}

/** Answers 405, with the methods that there are (RFC 9110, 15.5.6), where an address is not wrong but the method is. Call it before the routes. */
export function tellOtherMethods(scope: App): void {
  const routes: { readonly address: RegExp; readonly methods: string | string[] }[] = []
  scope.addHook('onRoute', ({ url, method }) => {
    routes.push({ address: new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}/?$`), methods: method })
  })
  scope.setNotFoundHandler(async ({ method, url }, reply) => {
    const [path = ''] = url.split('?')
    const allowed = new Set(routes.flatMap(({ address, methods }) => (address.test(path) ? methods : [])))
    if (allowed.size === 0) throw new NotFound(`There is nothing at ${method} ${path}.`)
    reply.header('allow', [...allowed].join(', '))
    throw new OtherMethod(`There is no ${method} here, only ${[...allowed].join(', ')}.`)
  })
}
