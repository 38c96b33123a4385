import { type Fault, Refusal } from '#kernel'

/** The errors of NGSI-LD (GS CIM 009, 5.5.2 and 6.3.2), each with its status and the code for programs. */
const kinds = {
  InvalidRequest: [400, 'invalid-request'],
  BadRequestData: [400, 'bad-request-data'],
  AlreadyExists: [409, 'already-exists'],
  ResourceNotFound: [404, 'not-found'],
  OperationNotSupported: [422, 'operation-not-supported'],
  TooComplexQuery: [403, 'too-complex-query'],
  TooManyResults: [403, 'too-many-results'],
  NonexistentTenant: [404, 'nonexistent-tenant'],
  LdContextNotAvailable: [503, 'context-not-available'],
  NotAcceptable: [406, 'not-acceptable'],
  UnsupportedMediaType: [415, 'unsupported-media-type'],
  Conflict: [409, 'conflict'],
  InternalError: [500, 'internal'],
  LoopDetected: [508, 'loop-detected'],
} as const

export type ErrorKind = keyof typeof kinds

/** A refusal whose problem `type` is the URI that NGSI-LD gives it. */
export class NgsiLdError extends Refusal {
  override name = 'NgsiLdError'
  readonly kind: ErrorKind
  readonly status: number
  readonly code: string
  override readonly type: string
  declare readonly faults?: readonly Fault[]

  constructor(kind: ErrorKind, message: string, faults?: readonly Fault[]) {
    super(message)
    this.kind = kind
    this.status = kinds[kind][0]
    this.code = kinds[kind][1]
    this.type = `https://uri.etsi.org/ngsi-ld/errors/${kind}`
    if (faults !== undefined && faults.length > 0) this.faults = faults
  }
}

/** The refusal of a document, which tells the first fault and lists all. */
export function badData(faults: readonly Fault[]): NgsiLdError {
  const [first] = faults
  const where = first?.pointer ? `${first.pointer}: ` : ''
  return new NgsiLdError('BadRequestData', `${where}${first?.message ?? 'The data is not valid'}`, faults)
}

export const notFound = (id: string): NgsiLdError => new NgsiLdError('ResourceNotFound', `There is no ${id}.`)
