import type { Services } from '@datong/server/contract'

const nobody = async (): Promise<never> => {
  throw new Error('In the made-up world nobody signs in as a person')
}

/** Nobody signs in here as a resident or an officer, so that nothing of theirs is ever asked for. */
export const madeUpRights: Pick<
  Services,
  'consents' | 'rights' | 'emergencies' | 'files' | 'datasets' | 'agreements' | 'oversight' | 'laws'
> = {
  consents: { purposes: [], list: nobody, answer: nobody, withdraw: nobody, receipt: nobody, ask: nobody, asked: nobody },
  rights: {
    looks: nobody,
    see: nobody,
    cases: nobody,
    isRestricted: nobody,
    open: nobody,
    lift: nobody,
    notices: nobody,
    inbox: nobody,
    answer: nobody,
  },
  emergencies: { open: nobody, end: nobody, own: nobody, list: nobody, review: nobody },
  files: { purposes: [], open: nobody },
  agreements: {
    masks: { text: [], number: [], boolean: [], date: [] },
    list: nobody,
    counts: nobody,
    find: nobody,
    ask: nobody,
    approve: nobody,
    refuse: nobody,
    sign: nobody,
    end: nobody,
    renew: nobody,
    use: nobody,
    query: nobody,
    receipts: nobody,
    text: nobody,
    verify: nobody,
  },
  datasets: {
    list: nobody,
    departments: nobody,
    find: nobody,
    mayPublish: () => false,
    own: nobody,
    publish: nobody,
    withdraw: nobody,
    check: nobody,
    systems: nobody,
    connect: nobody,
    changeSecret: nobody,
    disconnect: nobody,
    places: nobody,
    columns: nobody,
  },
  laws: { purposes: [], list: async () => ({ laws: [], count: 0 }), find: async () => undefined, save: nobody, end: nobody },
  oversight: {
    unusual: nobody,
    looksOf: nobody,
    review: nobody,
    reviews: nobody,
    use: nobody,
    useCsv: nobody,
    publicFigures: nobody,
    addPublicFigure: nobody,
    dropPublicFigure: nobody,
  },
}
