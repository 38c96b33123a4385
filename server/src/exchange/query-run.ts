import { randomBytes } from 'node:crypto'
import type { PersonAnswer, QueryAnswer, QueryWish } from '#contract'
import { type Fault, uuidv7 } from '#kernel'
import { type Agreement, termsOf } from './agreement.ts'
import type { Signer } from './agreement-keys.ts'
import { noSuchAgreement, noSuchDataset } from './agreement-refusals.ts'
import { sideOf } from './agreement-steps.ts'
import { lockAgreement } from './agreement-store.ts'
import { agreementText, digestOf } from './agreement-text.ts'
import type { Asker } from './asker.ts'
import type { Dataset } from './dataset.ts'
import { findDataset } from './dataset-store.ts'
import { type ExchangeParts, zoneOf } from './exchange-parts.ts'
import { answerQuery, fieldsNeeded, type Told } from './query-answer.ts'
import { decideQuery, type QueryAsk, type QueryDecision } from './query-decide.ts'
import { type Refused, recordLooks, recordSilence } from './query-looks.ts'
import { nobodyThere, type QueryRefusalReason, QueryRefused, queryReasons } from './query-reasons.ts'
import { countUsed, failQuery, saveQuery, settleQuery } from './query-store.ts'
import { answerDigest, personDigest, signReceipt } from './receipt.ts'
import type { SourceRow } from './source.ts'
import { wallTime } from './wall-time.ts'

type Allowed = Extract<QueryDecision, { allow: true }>

/** A question that may be asked of the system now. */
type Begun = {
  readonly id: string
  readonly at: Date
  readonly agreement: Agreement
  readonly dataset: Dataset
  readonly allowed: Allowed
  readonly persons: readonly string[]
  /** Whom the gate does not let be told of, and why. */
  readonly refused: ReadonlyMap<string, Refused>
  readonly salt: string
  readonly request: string
}

/**
 * Asks another department's system under an agreement. It is decided, counted, signed and recorded in one transaction; then the system
 * is asked; then what was told is signed and kept.
 *
 * @throws QueryRefused where it lies outside the agreement; SourceAway where the system does not answer
 */
export async function runQuery(parts: ExchangeParts, asker: Asker, id: string, wish: QueryWish): Promise<QueryAnswer> {
  const begun = await begin(parts, asker, id, wish)
  try {
    const rows = await askSource(parts, begun)
    return await settle(parts, asker, begun, rows, wish.purpose)
  } catch (error) {
    await parts.accounts.pool.transaction((tx) => failQuery(tx, begun.id))
    throw error
  }
}

async function begin(parts: ExchangeParts, asker: Asker, agreementId: string, wish: QueryWish): Promise<Begun> {
  const { pool, clock } = parts.accounts
  const zone = await zoneOf(parts)
  const signer = await parts.signers(asker.department)
  const persons = [...new Set(wish.persons.map((person) => person.trim()).filter((person) => person !== ''))]
  const { purpose, fields = [], question, area } = wish
  const ask: QueryAsk = {
    department: asker.department,
    purpose,
    fields: [...new Set(fields)],
    ...(question !== undefined && { question }),
    ...(area !== undefined && { area }),
    persons: persons.length,
  }
  const begun = await pool.transaction(async (tx) => {
    const agreement = await lockAgreement(tx, agreementId)
    if (agreement === undefined || sideOf(agreement, asker.department) === undefined) throw noSuchAgreement()
    const at = clock()
    const wall = wallTime(at, zone)
    const dataset = await findDataset(tx, termsOf(agreement).dataset)
    // The reference from the agreement's row does not let it go.
    if (dataset === undefined) throw noSuchDataset()
    const used = { ...(await countUsed(tx, agreementId, at, wall.day)), inAll: agreement.used }
    const published = dataset.withdrawnAt === undefined ? dataset.fields.map(({ name }) => name) : undefined
    const decision = decideQuery(ask, { now: at, wall, agreement, used, ...(published && { published }) })
    const id = uuidv7()
    const refused = await recordLooks(parts, tx, { id, at, agreement, dataset, ask, persons, asker, decision })
    const by = { kind: asker.principal.kind, id: asker.principal.id }
    const row = { id, agreement: agreementId, at, day: wall.day, by, ask }
    if (!decision.allow) {
      await saveQuery(tx, { ...row, why: decision.why, silent: {} })
      return decision
    }
    const salt = randomBytes(16).toString('base64url')
    const request = await signRequest(parts, signer, { id, at, agreement, allowed: decision, ask, by, persons, salt })
    await saveQuery(tx, { ...row, request, silent: tally([...refused.values()]) })
    return { id, at, agreement, dataset, allowed: decision, persons, refused, salt, request }
  })
  if ('why' in begun) throw new QueryRefused(begun.why, faultOf(begun.why, ask))
  return begun
}

/** What exactly is outside, where one part of the question is. */
function faultOf(why: QueryRefusalReason, { fields, area, purpose, question }: QueryAsk): Fault | undefined {
  const message = queryReasons[why].en
  if (why === 'other-field' && question === undefined)
    return { pointer: '/fields', message: `${message} Asked for: ${fields.join(', ')}.` }
  if (why === 'other-question' || why === 'other-field') return { pointer: '/question', message }
  if (why === 'other-area') return { pointer: '/area', message: `${message} Asked for: ${area}.` }
  return why === 'other-purpose' ? { pointer: '/purpose', message: `${message} Asked for: ${purpose}.` } : undefined
}

async function askSource(
  { sources }: ExchangeParts,
  { dataset, allowed, agreement, persons, refused }: Begun,
): Promise<readonly SourceRow[]> {
  const identifiers = persons.filter((person) => !refused.has(person))
  if (identifiers.length === 0) return []
  const source = await sources.open(dataset)
  return source.find({ identifiers, fields: fieldsNeeded(allowed, termsOf(agreement), dataset) })
}

async function settle(
  parts: ExchangeParts,
  asker: Asker,
  begun: Begun,
  rows: readonly SourceRow[],
  purpose: string,
): Promise<QueryAnswer> {
  const { pool, clock, origin } = parts.accounts
  const { id, agreement, dataset, allowed, persons, refused, salt, request } = begun
  const pathOf = await pathsOf(parts, dataset, rows)
  const facts = { terms: termsOf(agreement), dataset, pathOf, jurisdiction: asker.jurisdiction }
  const told = answerQuery(allowed, persons, rows, facts)
  const answers = told.map((one) => toAnswer(one, refused.get(one.person)))
  const signer = await parts.signers(agreement.owner)
  const at = clock()
  const { owner, recipient } = agreement
  const lines = answers.map((one) => receiptLine(salt, one))
  const content = { kind: 'answer', id, issuer: origin, request: digestOf(request), agreement: agreement.id, owner, recipient }
  const receipt = await signReceipt({ ...content, at: at.toISOString(), answers: lines }, signer)
  const untold = told.flatMap((one) => {
    const why = 'why' in one && !refused.has(one.person) ? one.why : undefined
    return why === undefined ? [] : [{ person: one.person, why }]
  })
  const silent = tally([...refused.values(), ...untold])
  await pool.transaction(async (tx) => {
    const answered = told.length - refused.size - untold.length
    await settleQuery(tx, id, { answered, silent, receipt })
    await recordSilence(parts, tx, { ...begun, asker, purpose }, untold)
  })
  return { id, at, answers, salt, request, receipt }
}

/** Where each code that the system gave for an area lies. */
async function pathsOf({ accounts }: ExchangeParts, { areaField }: Dataset, rows: readonly SourceRow[]) {
  const codes = areaField === undefined ? [] : [...new Set(rows.map((row) => String(row[areaField] ?? '').trim()))]
  const paths = new Map<string, string | undefined>()
  for (const code of codes) paths.set(code, code === '' ? undefined : await accounts.pathOf(code))
  return (code: string) => paths.get(code)
}

/** Whoever asks is told the same of who is not there and of who is elsewhere. */
function toAnswer(one: Told, refused: Refused | undefined): PersonAnswer {
  const { person } = one
  if (refused !== undefined && !refused.isSilent) return { person, outcome: 'refused', reason: refused.reason }
  if ('answer' in one) return { person, outcome: 'answered', answer: one.answer }
  return 'rows' in one ? { person, outcome: 'answered', rows: one.rows } : { person, outcome: 'nobody', reason: nobodyThere }
}

const receiptLine = (salt: string, { person, outcome, rows, answer }: PersonAnswer) => ({
  person: personDigest(salt, person),
  outcome,
  ...(outcome === 'answered' && { told: answerDigest(salt, person, rows ?? answer) }),
})

type RequestParts = Pick<Begun, 'id' | 'at' | 'agreement' | 'allowed' | 'persons' | 'salt'> & {
  readonly ask: QueryAsk
  readonly by: { readonly kind: string; readonly id: string }
}

function signRequest({ accounts: { origin } }: ExchangeParts, signer: Signer, parts: RequestParts): Promise<string> {
  const { id, at, agreement, allowed, ask, by, persons, salt } = parts
  return signReceipt(
    {
      kind: 'request',
      id,
      issuer: origin,
      agreement: agreement.id,
      terms: digestOf(agreementText(agreement, origin)),
      dataset: termsOf(agreement).dataset,
      owner: agreement.owner,
      recipient: agreement.recipient,
      by,
      purpose: ask.purpose,
      area: allowed.area,
      ...(allowed.question === undefined ? { fields: allowed.fields } : { question: allowed.question.id }),
      persons: persons.map((person) => personDigest(salt, person)),
      at: at.toISOString(),
    },
    signer,
  )
}

const tally = (all: readonly { readonly why: string }[]) => {
  const counts: Record<string, number> = {}
  for (const { why } of all) counts[why] = (counts[why] ?? 0) + 1
  return counts
}
