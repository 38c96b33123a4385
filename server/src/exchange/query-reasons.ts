import { type Fault, Refusal } from '#kernel'

/** Why a question under an agreement is not answered: what has to be mended first comes first. */
export const queryReasons = {
  'other-recipient': {
    en: 'This agreement lets another department ask, not yours.',
    'zh-Hans': '此协议允许其他部门查询，不是您所在的部门。',
  },
  'not-signed': {
    en: 'This agreement does not hold yet: both departments have to sign it first.',
    'zh-Hans': '此协议尚未生效：须由双方部门签署。',
  },
  refused: { en: 'The department refused this agreement.', 'zh-Hans': '对方部门拒绝了此协议。' },
  ended: { en: 'This agreement was ended.', 'zh-Hans': '此协议已终止。' },
  expired: { en: 'This agreement has expired. Ask for it to be renewed.', 'zh-Hans': '此协议已到期，请申请续签。' },
  'dataset-withdrawn': {
    en: 'The department no longer publishes this dataset.',
    'zh-Hans': '该部门已不再发布此数据集。',
  },
  'other-purpose': {
    en: 'The agreement is for another purpose.',
    'zh-Hans': '协议约定的是其他目的。',
  },
  'no-field': {
    en: 'Name the fields you need, or the question you ask.',
    'zh-Hans': '请写明所需的字段或要问的问题。',
  },
  'other-field': {
    en: 'One of these fields is not in the agreement.',
    'zh-Hans': '所请求的某个字段不在协议之内。',
  },
  'other-question': { en: 'This question is not in the agreement.', 'zh-Hans': '此问题不在协议之内。' },
  'other-area': {
    en: 'The agreement does not reach to this area.',
    'zh-Hans': '协议不包括该区域。',
  },
  'nobody-named': { en: 'Say about whom you ask.', 'zh-Hans': '请写明要查询的人。' },
  'too-many': {
    en: 'Ask about fewer people at a time.',
    'zh-Hans': '请减少一次查询的人数。',
  },
  'other-hours': {
    en: 'The agreement allows questions at other hours only.',
    'zh-Hans': '协议只允许在其他时段查询。',
  },
  'over-the-minute': {
    en: 'More people than the agreement allows in a minute. Wait a moment.',
    'zh-Hans': '超过协议约定的每分钟人数，请稍候。',
  },
  'over-the-day': {
    en: 'More people than the agreement allows in a day. Go on tomorrow.',
    'zh-Hans': '超过协议约定的每日人数，请明日继续。',
  },
  'over-in-all': {
    en: 'More people than the agreement allows in all. Ask for a new agreement.',
    'zh-Hans': '超过协议约定的总人数，请申请新的协议。',
  },
} as const

export type QueryRefusalReason = keyof typeof queryReasons

/** Why nothing is told of somebody, although the question was allowed. Whoever asked hears that there is nobody. */
export const silenceReasons = {
  'not-found': { en: 'There is nobody with this number.', 'zh-Hans': '没有此号码的人。' },
  'out-of-area': {
    en: 'The person lives outside the area of the agreement, or of the officer.',
    'zh-Hans': '此人居住地不在协议或工作人员的辖区内。',
  },
  'other-people': {
    en: 'The agreement is about another kind of people.',
    'zh-Hans': '协议涉及的是其他人群。',
  },
} as const

export type SilenceReason = keyof typeof silenceReasons

/** What whoever asked is told where there is nothing to tell, whatever the reason. */
export const nobodyThere = {
  en: 'There is nobody with this number in the area and of the kind that the agreement is about.',
  'zh-Hans': '在协议约定的区域和人群中，没有此号码的人。',
} as const

export class QueryRefused extends Refusal {
  override name = 'QueryRefused'
  readonly status: number
  readonly code: QueryRefusalReason
  override readonly faults: readonly Fault[]
  declare readonly retryAfter?: number
  constructor(why: QueryRefusalReason, fault?: Fault) {
    super(queryReasons[why].en, { inLanguages: queryReasons[why] })
    this.code = why
    this.status = why.startsWith('over-') ? 429 : ['no-field', 'nobody-named', 'too-many'].includes(why) ? 400 : 403
    this.faults = fault === undefined ? [] : [fault]
    if (why === 'over-the-minute') this.retryAfter = 60
  }
}
