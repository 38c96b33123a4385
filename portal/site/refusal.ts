/** What a page answers when the reader's request cannot be met; the same shape as the server's own refusals. */
export class PageRefusal extends Error {
  override name = 'PageRefusal'
  readonly status: number
  readonly code: string
  readonly faults: readonly { readonly pointer: string; readonly message: string }[]
  constructor(status: 400 | 403 | 404 | 503, code: string, message: string, faults: PageRefusal['faults'] = []) {
    super(message)
    this.status = status
    this.code = code
    this.faults = faults
  }
}

export function noSuch(what: string): PageRefusal {
  return new PageRefusal(404, 'not-found', what)
}
