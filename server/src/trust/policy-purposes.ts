import type { Reason } from './policy-set.ts'

/** What people's data may be used for: the words of consents, laws, agreements and records. */
export const purposes = {
  care: { en: 'medical care and nursing', 'zh-Hans': '医疗与护理' },
  benefits: { en: 'deciding on benefits', 'zh-Hans': '审核福利待遇' },
  'handling-a-case': { en: 'working on an application or complaint', 'zh-Hans': '办理申请或投诉' },
  registration: { en: 'keeping the register of residents', 'zh-Hans': '居民登记' },
  schooling: { en: 'schooling', 'zh-Hans': '教育' },
  taxation: { en: 'taxes and fees', 'zh-Hans': '税费' },
  'public-health': { en: 'protection against epidemics', 'zh-Hans': '公共卫生防疫' },
  rescue: { en: 'saving life in an emergency', 'zh-Hans': '紧急救助' },
  reaching: { en: 'telling people what concerns them', 'zh-Hans': '通知本人' },
  research: { en: 'research', 'zh-Hans': '科学研究' },
  oversight: { en: 'overseeing how data is used', 'zh-Hans': '监督数据使用' },
  'own-access': { en: 'the person looks at their own data', 'zh-Hans': '本人查阅' },
} as const satisfies Readonly<Record<string, Reason>>

export type Purpose = keyof typeof purposes

export const isPurpose = (text: string): text is Purpose => Object.hasOwn(purposes, text)
