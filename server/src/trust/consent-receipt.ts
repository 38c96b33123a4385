import type { Consent } from './consent-store.ts'
import { isPurpose, purposes } from './policy-purposes.ts'
import type { Reason } from './policy-set.ts'

type Language = keyof Reason

export type ReceiptSetting = {
  readonly language: Language
  readonly nodeName: string
  /** Where people reach this node. */
  readonly origin: string
}

/**
 * The receipt of a consent in the structure of ISO/IEC TS 27560:2023: about the record, the processing, the parties and the events.
 * Of the person there is no more than their id.
 */
export function receiptOf(consent: Consent, { language, nodeName, origin }: ReceiptSetting): object {
  const { id, subject, recipient, service, about, category, days, area } = consent
  const named = consent.purposes.map((purpose) => (isPurpose(purpose) ? purposes[purpose][language] : purpose))
  const processing = {
    purpose: named.join('; '),
    purpose_type: consent.purposes,
    lawful_basis: 'consent',
    service,
    pii_information: [
      {
        pii_type: about,
        pii_attribute_id: `${id}#data`,
        pii_optional: true,
        sensitive_pii_category: category === 'sensitive',
        special_pii_category: category === 'sensitive',
      },
    ],
    pii_controllers: [recipient],
    recipient_third_parties: [],
    collection_method: texts.collected[language],
    processing_method: texts.processed[language],
    storage_locations: [origin],
    processing_locations: [area],
    geographic_restrictions: area === '/' ? [] : [area],
    retention_period: `P${days}D`,
    withdrawal_method: `${texts.withdraw[language]} ${origin}/account/consents`,
    privacy_rights: ['see', 'export', 'correct', 'delete', 'restrict'].map((right) => `${origin}/account/rights#${right}`),
  }
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: `urn:datong:consent-receipt:${id}`,
    record_id: `urn:datong:consent:${id}`,
    pii_principal_id: subject,
    language,
    privacy_notice: `${origin}/about`,
    pii_processing: [processing],
    party_identification: [
      { party_id: recipient, party_name: recipient.split(':').slice(1).join(':'), party_role: 'pii_controller' },
      { party_id: origin, party_name: nodeName, party_role: 'pii_processor' },
      { party_id: subject, party_role: 'pii_principal' },
    ],
    event: eventsOf(consent),
  }
}

function eventsOf(consent: Consent): readonly object[] {
  const { askedAt, askedBy, answeredAt, answeredBy, byGuardian, endedAt, endedBy, until, state, subject } = consent
  const given = {
    event_time: answeredAt?.toISOString(),
    event_type: 'explicit',
    event_state: state === 'refused' ? 'refused' : 'given',
    entity_id: answeredBy,
    ...(byGuardian && { on_behalf_of: subject, capacity: 'guardian' }),
    ...(until && { validity_end: until.toISOString(), validity_duration: `P${consent.days}D` }),
  }
  return [
    { event_time: askedAt.toISOString(), event_type: 'notice', event_state: 'requested', entity_id: askedBy },
    ...(answeredAt ? [given] : []),
    ...(endedAt
      ? [{ event_time: endedAt.toISOString(), event_type: 'withdrawal', event_state: 'withdrawn', entity_id: endedBy }]
      : []),
  ]
}

const texts = {
  collected: { en: 'from the person, or where the department keeps it', 'zh-Hans': '由本人提供，或来自部门已有数据' },
  processed: { en: 'looked at case by case; each look is recorded', 'zh-Hans': '逐次查看，每次查看均有记录' },
  withdraw: { en: 'At any time, with one press, at', 'zh-Hans': '可随时一键撤回：' },
} as const satisfies Readonly<Record<string, Reason>>
