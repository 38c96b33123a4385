import type { Done, OfficerService, VisitingOfficer, Visitor } from '#contract'
import { Denied, type Tx } from '#kernel'
import { type AccountParts, enter, failed, nameDevice } from './account-parts.ts'
import { daysAfter, invitationDays, joinLink } from './officer-first.ts'
import { isRole, liesIn, officerRoles } from './officer-roles.ts'
import {
  changeRoles,
  dropInvitation,
  endOfficer,
  findInvitation,
  findOfficer,
  listOfficers,
  openInvitations,
  saveInvitation,
  saveOfficer,
  settleOfficer,
  useInvitation,
} from './officer-store.ts'
import { savePasskey } from './passkey-store.ts'
import { askForNew, checkNew } from './passkey-verify.ts'
import { record } from './record-append.ts'
import { closeSessions } from './session-store.ts'
import { makeToken, tokenHash } from './session-token.ts'

export function createOfficers(parts: AccountParts): OfficerService {
  const { pool, clock, peopleKey, origin } = parts
  const hashOf = (token: string) => tokenHash(peopleKey, token)
  return {
    roles: officerRoles,
    list: ({ limit, offset }) => listOfficers(pool, limit, offset),
    invitations: () => openInvitations(pool, clock()),
    invite: async (who, { name, department, roles, areas }) => {
      const by = administrator(who)
      const paths = await Promise.all(areas.map((area) => (area === '' ? '/' : parts.pathOf(area))))
      const jurisdiction = paths.flatMap((path) => path ?? [])
      if (jurisdiction.length === 0 || jurisdiction.length < areas.length) return failed('no-such-area')
      if (!jurisdiction.every((path) => isWithin(path, by))) return failed('outside-jurisdiction')
      const token = makeToken(peopleKey)
      const draft = { name, department, roles: roles.filter(isRole), jurisdiction, invitedBy: by.id }
      await pool.transaction(async (tx) => {
        const id = await saveInvitation(tx, hashOf(token) ?? Buffer.alloc(0), draft, clock(), daysAfter(clock(), invitationDays))
        await recordAct(tx, by, 'invite-officer', id, { department, roles: draft.roles, jurisdiction }, clock())
      })
      return { ok: true, link: joinLink(origin, token) }
    },
    withdraw: (who, id) =>
      pool.transaction(async (tx) => {
        const by = administrator(who)
        if (!(await dropInvitation(tx, id))) return failed('no-such-invitation')
        await recordAct(tx, by, 'withdraw-invitation', id, {}, clock())
        return { ok: true }
      }),
    change: (who, id, roles) =>
      changeOfficer(parts, who, id, async (tx, by) => {
        const kept = roles.filter(isRole)
        await changeRoles(tx, id, kept)
        await recordAct(tx, by, 'change-roles', id, { roles: kept }, clock())
      }),
    settle: async (who, id, area) => {
      const home = await parts.pathOf(area)
      if (home === undefined) return failed('no-such-area')
      return changeOfficer(parts, who, id, async (tx, by) => {
        await settleOfficer(tx, id, home)
        await recordAct(tx, by, 'settle', id, {}, clock())
      })
    },
    end: (who, id) =>
      changeOfficer(parts, who, id, async (tx, by) => {
        await endOfficer(tx, id, clock())
        await closeSessions(tx, { kind: 'officer', id }, {}, clock())
        await recordAct(tx, by, 'end-officer', id, {}, clock())
      }),
    invited: async (token) => {
      const hash = hashOf(token)
      return hash && findInvitation(pool, hash, clock())
    },
    askJoin: async (token) => {
      const hash = hashOf(token)
      const invitation = hash && (await findInvitation(pool, hash, clock()))
      if (invitation === undefined) throw new Denied('This link was used, is over, or was never given out.')
      return askForNew(parts, `join ${invitation.id}`, { id: invitation.id, name: invitation.name, passkeys: [] })
    },
    join: async (token, credential, browser) => {
      const hash = hashOf(token)
      const open = hash && (await findInvitation(pool, hash, clock()))
      if (hash === undefined || open === undefined) return failed('no-such-invitation')
      return pool.transaction(async (tx) => {
        const passkey = await checkNew(parts, tx, `join ${open.id}`, credential, nameDevice(browser.device))
        if (passkey === undefined) return failed('not-recognised')
        const invitation = await useInvitation(tx, hash, clock())
        if (invitation === undefined) return failed('no-such-invitation')
        const { name, department, roles, jurisdiction, invitedBy } = invitation
        // The passkey was made for this id, by which the device tells it from others.
        const draft = { id: invitation.id, name, department, roles, jurisdiction, ...(invitedBy !== null && { invitedBy }) }
        const owner = await saveOfficer(tx, draft, clock())
        if (!(await savePasskey(tx, { kind: 'officer', id: owner }, passkey, clock())))
          throw new Denied('This passkey is known already.')
        await recordAct(tx, { id: owner }, 'join', owner, { department, roles, jurisdiction }, clock())
        return enter(parts, tx, { kind: 'officer', owner, signedInBy: 'passkey' }, browser)
      })
    },
  }
}

/** One who may not reach the other's whole area may not change them; and nobody ends or weakens themselves by mistake. */
async function changeOfficer(
  { pool }: AccountParts,
  who: Visitor,
  id: string,
  change: (tx: Tx, by: VisitingOfficer) => Promise<void>,
): Promise<Done> {
  const by = administrator(who)
  if (by.id === id) return failed('not-your-self')
  return pool.transaction(async (tx): Promise<Done> => {
    const officer = await findOfficer(tx, id)
    if (officer === undefined) return failed('no-such-person')
    if (!officer.jurisdiction.every((path) => isWithin(path, by))) return failed('outside-jurisdiction')
    await change(tx, by)
    return { ok: true }
  })
}

/** @throws Denied */
function administrator(who: Visitor): VisitingOfficer {
  if (who.kind === 'officer' && who.roles.includes('administrator')) return who
  throw new Denied('Only an administrator may do this.')
}

const isWithin = (path: string, { jurisdiction }: VisitingOfficer) => jurisdiction.some((above) => liesIn(path, above))

const recordAct = (
  tx: Tx,
  by: { id: string },
  action: string,
  id: string,
  detail: Record<string, string | readonly string[]>,
  at: Date,
) =>
  record(tx, {
    kind: 'officer-action',
    actor: { kind: 'officer', id: by.id },
    subjects: [],
    action,
    resource: `officer:${id}`,
    categories: [],
    decision: 'allow',
    reason: 'administrator',
    detail,
    at,
  })
