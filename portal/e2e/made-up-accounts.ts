/** A world without people: nobody has an account, and every page about one says so. */
import type { AccountService, Failed } from '@datong/server/contract'

const nobody: Failed = { ok: false, why: 'not-recognised' }
const no = async () => nobody
const none = async () => []
const zero = async () => 0
const challenge = async () => JSON.stringify({ challenge: 'bWFkZSB1cA', rpId: 'localhost' })

export const madeUpAccounts: AccountService = {
  passkeys: {
    origin: 'http://localhost',
    askSignIn: challenge,
    signIn: no,
    askNew: challenge,
    add: no,
    list: none,
    remove: no,
    mayChange: async () => false,
  },
  own: {
    see: async () => ({ name: '', number: '', area: '/', isVouched: false, isFresh: false }),
    change: no,
    askContact: no,
    proveContact: no,
  },
  sessions: { list: none, end: zero, endOthers: zero, endAll: zero, signOut: async () => ({ cookie: [] }) },
  codes: { send: no, register: no, enter: no, enterPaper: no },
  delegations: { services: [], given: none, received: none, give: no, end: no, act: no, stop: async () => undefined },
  officers: {
    roles: [],
    list: async () => ({ officers: [], count: 0 }),
    invitations: none,
    invite: no,
    withdraw: no,
    change: no,
    settle: no,
    end: no,
    invited: async () => undefined,
    askJoin: challenge,
    join: no,
  },
  apps: {
    issuer: 'http://localhost/oauth',
    scopesFor: () => [],
    list: none,
    register: no,
    renew: no,
    attempt: no,
    end: no,
    asked: async () => undefined,
    answer: no,
    letIn: none,
    shutOut: no,
  },
  help: { begin: no, end: async () => undefined, register: no, print: no, askSecond: challenge },
}
