import type { Names } from '#contract'
import type { Tx } from '#kernel'
import { type Grant, personOfCard, type RecordEntry, reasonOf, record, recordAll } from '#trust'
import { type Agreement, fieldsOf, termsOf } from './agreement.ts'
import { findAgreement } from './agreement-store.ts'
import type { Asker } from './asker.ts'
import type { Dataset } from './dataset.ts'
import { findDataset } from './dataset-store.ts'
import type { ExchangeParts } from './exchange-parts.ts'
import { fieldsNeeded } from './query-answer.ts'
import type { QueryAsk, QueryDecision } from './query-decide.ts'
import { queryReasons, type SilenceReason, silenceReasons } from './query-reasons.ts'

/** Why nothing may be told of somebody. */
export type Refused = {
  readonly why: string
  readonly reason: Names
  /** Where somebody lives is nothing to tell: whoever asks hears that there is nobody. */
  readonly isSilent: boolean
}

type Look = {
  /** Of the question. */
  readonly id: string
  readonly at: Date
  readonly agreement: Agreement
  readonly dataset: Dataset
  readonly ask: QueryAsk
  readonly persons: readonly string[]
  readonly asker: Asker
  readonly decision: QueryDecision
}

const places = ['other-area', 'outside-jurisdiction']

/**
 * Records the look at each person, or the try, in the transaction that decides. Of whoever has an account here the gate decides, too: it
 * knows whether they had the use of their data restricted, and where they live.
 *
 * @returns those whom the gate refuses
 */
export async function recordLooks(parts: ExchangeParts, tx: Tx, look: Look): Promise<ReadonlyMap<string, Refused>> {
  const { agreement, dataset, ask, persons, asker, decision } = look
  const refused = new Map<string, Refused>()
  const entries: RecordEntry[] = []
  for (const person of persons) {
    const { id, hasAccount } = await personOfCard(parts.accounts, tx, person)
    if (!decision.allow || !hasAccount) {
      entries.push(entryOf(look, id))
      continue
    }
    const resource = { kind: 'person', category: categoryOf(look), subject: id } as const
    const { principal } = asker
    const asked = {
      principal,
      action: 'read',
      resource,
      purpose: ask.purpose,
      basis: 'agreement',
      agreement: agreement.id,
    } as const
    const judged = await parts.gate.decideIn(tx, { ...asked, what: nameOf(dataset) })
    if (judged.allow) continue
    refused.set(person, { why: judged.why, reason: reasonOf(judged), isSilent: places.includes(judged.why) })
  }
  await recordAll(tx, entries)
  return refused
}

/** Records of whom nothing was told although the system knows them: they are not among those whom the agreement is about. */
export async function recordSilence(
  { accounts }: ExchangeParts,
  tx: Tx,
  look: Pick<Look, 'id' | 'at' | 'dataset' | 'asker'> & { readonly purpose: string },
  untold: readonly { readonly person: string; readonly why: SilenceReason }[],
): Promise<void> {
  for (const { person, why } of untold.filter((one) => one.why !== 'not-found')) {
    const { id } = await personOfCard(accounts, tx, person)
    const detail = { query: look.id, why: silenceReasons[why] }
    await record(tx, { ...plain(look, id), purpose: look.purpose, decision: 'deny', reason: why, detail })
  }
}

function entryOf(look: Look, subject: string): RecordEntry {
  const { id, agreement, decision, ask } = look
  const told = { ...plain(look, subject), purpose: ask.purpose, categories: [categoryOf(look)] }
  const basis = { kind: 'agreement', ref: agreement.id }
  return decision.allow
    ? { ...told, basis, area: decision.area, decision: 'allow', reason: 'agreement', detail: { query: id } }
    : {
        ...told,
        decision: 'deny',
        reason: decision.why,
        detail: { query: id, agreement: agreement.id, why: queryReasons[decision.why] },
      }
}

const plain = ({ asker, dataset, at }: Pick<Look, 'asker' | 'dataset' | 'at'>, subject: string) => ({
  kind: 'access' as const,
  actor: { kind: asker.principal.kind, id: asker.principal.id },
  subjects: [subject],
  action: 'read',
  resource: nameOf(dataset),
  categories: ['personal'],
  at,
})

/** How records name a dataset. */
const nameOf = ({ id }: Dataset) => `dataset:${id}`

/** The gravest that is told; rows about people are personal whatever stands in them. */
function categoryOf({ dataset, ask, agreement, decision }: Look): 'personal' | 'sensitive' {
  const needed = decision.allow ? fieldsNeeded(decision, termsOf(agreement), dataset) : []
  // Whom a row is about and where they live is found out by these two; that is told only where it was asked.
  const found = needed.filter((name) => name !== dataset.identifier && name !== dataset.areaField)
  return isSensitive(dataset, [...found, ...ask.fields]) ? 'sensitive' : 'personal'
}

const isSensitive = ({ fields }: Dataset, names: readonly string[]) =>
  fields.some(({ name, category }) => category === 'sensitive' && names.includes(name))

/** For the gate: the agreement that somebody's department may look by, whatever its state. */
export async function agreementGrants(
  tx: Tx,
  { party, id }: { readonly party: string; readonly id: string },
): Promise<readonly Grant[]> {
  const agreement = await findAgreement(tx, id)
  const terms = agreement && termsOf(agreement)
  const dataset = terms && (await findDataset(tx, terms.dataset))
  if (agreement === undefined || terms === undefined || dataset === undefined) return []
  const recipient = `department:${agreement.recipient}`
  if (party !== recipient || agreement.activeFrom === undefined) return []
  return [
    {
      basis: 'agreement',
      id,
      recipients: [recipient],
      purposes: terms.purposes,
      categories: isSensitive(dataset, fieldsOf(terms)) ? ['personal', 'sensitive'] : ['personal'],
      area: terms.area,
      from: agreement.activeFrom,
      until: new Date(terms.until),
      isWithdrawn: agreement.state !== 'active',
    },
  ]
}

/** For people who look at who looked: what the datasets are called that records name. */
export async function datasetNames(db: Parameters<typeof findDataset>[0], resource: string): Promise<Names | undefined> {
  const id = /^dataset:(.+)$/.exec(resource)?.[1]
  return id === undefined ? undefined : (await findDataset(db, id))?.titles
}
