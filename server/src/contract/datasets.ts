/** What departments publish of their own systems, so that others may ask. */
import type { Names } from './places.ts'
import type { Visitor } from './visitors.ts'

export type FieldKind = 'text' | 'number' | 'boolean' | 'date'

/** How much harm it does when a field gets about. */
export type FieldCategory = 'public' | 'internal' | 'personal' | 'sensitive'

export type DatasetField = {
  /** The column or member in the department's own system. */
  readonly name: string
  readonly titles: Names
  readonly kind: FieldKind
  readonly category: FieldCategory
}

/** How a department's own system is reached, but for its password or token. */
export type SystemSpec =
  | {
      readonly kind: 'postgresql' | 'mariadb'
      readonly host: string
      readonly port: number
      readonly database: string
      readonly user: string
      /** Encrypted, with a certificate that this machine trusts. */
      readonly tls: boolean
    }
  /** CSV and Excel files. @param folder below the department's own drop folder */
  | { readonly kind: 'files'; readonly folder: string }
  /** @param header that carries the token, such as `Authorization` */
  | { readonly kind: 'http'; readonly url: string; readonly header: string }
  /** Entities of this node, of types that an operator says are the department's own. */
  | { readonly kind: 'entities'; readonly types: readonly string[] }

export type SystemKind = SystemSpec['kind']

/** Where in a system the rows of a dataset lie. */
export type SourceSpec =
  | { readonly kind: 'table'; readonly schema: string; readonly table: string }
  /** The newest file of the folder. @param sheet of a workbook; missing for the first */
  | { readonly kind: 'file'; readonly sheet?: string }
  /**
   * @param path below the address of the system, with `{identifier}` where the identifier goes
   * @param rows a JSONata expression that finds the rows in an answer
   * @param example the identifier of somebody made up, whose row shows which fields there are
   */
  | { readonly kind: 'request'; readonly path: string; readonly rows: string; readonly example: string }
  | { readonly kind: 'entities'; readonly type: string }

export type SourceColumn = { readonly name: string; readonly kind: FieldKind }

/** Why a system does not give what it is asked for. */
export type SourceTrouble =
  | 'unreachable'
  | 'private-address'
  | 'certificate'
  | 'password-refused'
  | 'not-there'
  | 'too-slow'
  | 'unreadable'
  | 'wrong-rows'
  | 'ended'

/** A dataset as the catalogue shows it. */
export type DatasetView = {
  readonly id: string
  readonly department: string
  readonly titles: Names
  readonly descriptions: Names
  readonly keywords: readonly string[]
  readonly identifier: string
  readonly areaField?: string
  readonly fields: readonly DatasetField[]
  readonly kind: SystemKind
  readonly publishedAt: Date
  readonly withdrawnAt?: Date
}

export type SystemView = {
  readonly id: string
  readonly name: string
  readonly spec: SystemSpec
  readonly madeAt: Date
}

/** @param spec as somebody wrote it down */
export type SystemDraft = {
  readonly name: string
  readonly spec: Readonly<Record<string, unknown>>
  readonly secret?: string
}

export type DatasetDraft = Omit<DatasetView, 'department' | 'kind' | 'publishedAt' | 'withdrawnAt'> & {
  readonly system: string
  readonly source: SourceSpec
}

/** What is wrong with what somebody wrote, by the name of the field; or what the system said when it was tried. */
export type DatasetFault = {
  readonly field: string
  readonly why: 'missing' | 'wrong' | 'taken' | 'not-there'
}

export type SystemTrouble = {
  readonly trouble: SourceTrouble
  /** Where it is so: rows, columns. */
  readonly details: readonly string[]
}

export type DatasetDone =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly faults: readonly DatasetFault[]; readonly system?: SystemTrouble }

export type Looked<T> = { readonly ok: true; readonly found: T } | ({ readonly ok: false } & SystemTrouble)

export type DatasetSearch = {
  readonly text?: string
  readonly department?: string
  readonly limit: number
  readonly offset: number
}

/** The catalogue, for every officer; and publishing, for those who look after the data of their own department. */
export type DatasetService = {
  list(search: DatasetSearch): Promise<{ readonly items: readonly DatasetView[]; readonly count: number }>
  departments(): Promise<readonly string[]>
  find(id: string): Promise<DatasetView | undefined>
  mayPublish(who: Visitor): boolean
  /** The officer's department's own, also those that were withdrawn. @throws Denied, as all that follow */
  own(who: Visitor): Promise<readonly DatasetView[]>
  publish(who: Visitor, draft: DatasetDraft): Promise<DatasetDone>
  withdraw(who: Visitor, id: string): Promise<boolean>
  /** Whether the dataset can be asked as it was published, at this moment. */
  check(who: Visitor, id: string): Promise<Looked<readonly SourceColumn[]>>
  systems(who: Visitor): Promise<readonly SystemView[]>
  /** Tries the system first, and keeps it only if it answers. */
  connect(who: Visitor, draft: SystemDraft): Promise<DatasetDone>
  changeSecret(who: Visitor, system: string, secret: string): Promise<DatasetDone>
  disconnect(who: Visitor, system: string): Promise<boolean>
  places(who: Visitor, system: string): Promise<Looked<readonly SourceSpec[]>>
  columns(who: Visitor, system: string, source: SourceSpec): Promise<Looked<readonly SourceColumn[]>>
}
