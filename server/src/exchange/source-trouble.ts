import type { Names, SourceTrouble } from '#contract'
import { type Fault, Refusal } from '#kernel'

const told: Readonly<Record<SourceTrouble, Names>> = {
  unreachable: { en: 'The system does not answer.', 'zh-Hans': '该系统没有响应。' },
  'private-address': {
    en: 'The system is at a private address that an operator has not allowed (SYSTEM_HOSTS).',
    'zh-Hans': '该系统位于内网地址，管理员尚未放行（SYSTEM_HOSTS）。',
  },
  certificate: {
    en: 'The system does not encrypt the connection, or with a certificate that this machine does not trust.',
    'zh-Hans': '该系统不支持加密连接，或其证书不受本机信任。',
  },
  'password-refused': {
    en: 'The system refuses the user, the password or the token.',
    'zh-Hans': '该系统拒绝了用户名、密码或令牌。',
  },
  'not-there': {
    en: 'The system has no such database, table, column, file or path, or does not let us read it.',
    'zh-Hans': '该系统中没有这个数据库、数据表、字段、文件或路径，或者不允许读取。',
  },
  'too-slow': { en: 'The system did not answer in time.', 'zh-Hans': '该系统未能及时响应。' },
  unreadable: { en: 'The system answers in a form that cannot be read.', 'zh-Hans': '该系统的返回内容无法读取。' },
  'wrong-rows': {
    en: 'The system has rows that are not as they were published.',
    'zh-Hans': '该系统中有些数据行与发布时的说明不符。',
  },
  ended: { en: 'The system is no longer connected.', 'zh-Hans': '该系统已不再接入。' },
}

type Told = {
  /** The id of the dataset that was asked. */
  readonly dataset?: string
  readonly faults?: readonly Fault[]
  readonly cause?: unknown
}

/** A department's own system does not answer, or not as it should: told without an address or a credential. */
export class SourceAway extends Refusal {
  override name = 'SourceAway'
  readonly status = 503
  readonly code = 'source-away'
  override readonly retryAfter = 30
  override readonly faults: readonly Fault[]
  readonly trouble: SourceTrouble
  constructor(trouble: SourceTrouble, { dataset, faults = [], cause }: Told = {}) {
    const names = told[trouble]
    super(dataset === undefined ? `${names.en}` : `Dataset ${dataset}: ${names.en}`, {
      cause,
      inLanguages:
        dataset === undefined
          ? names
          : { en: `Dataset ${dataset}: ${names.en}`, 'zh-Hans': `数据集 ${dataset}：${names['zh-Hans']}` },
    })
    this.trouble = trouble
    this.faults = faults
  }
}

/** The same, naming the dataset; anything else stays what it is. */
export const naming = (dataset: string, error: unknown): unknown =>
  error instanceof SourceAway ? new SourceAway(error.trouble, { dataset, faults: error.faults, cause: error.cause }) : error
