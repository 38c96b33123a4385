/** Languages of the pages: texts from the message files, names of places from the region. */
import type { Names } from '@datong/server/contract'
import { createInstance } from 'i18next'
import en from '../messages/en.json'
import zhHans from '../messages/zh-Hans.json'

type WithoutPlural<Key> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key

export type MessageKey = WithoutPlural<keyof typeof en>
export type Language = 'en' | 'zh-Hans'
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

export const languages: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'zh-Hans', name: '简体中文' },
]

const messages = createInstance()
void messages.init({
  resources: { en: { translation: en }, 'zh-Hans': { translation: zhHans } },
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
})

export function translator(language: Language): Translate {
  const fixed = messages.getFixedT(language)
  return (key, values) => fixed(key, values ?? {}) as string
}

/** True where the message files know the key: for words whose list is open, such as kinds of measure. */
export function isMessage(key: string): key is MessageKey {
  return Object.hasOwn(en, key)
}

/** The cookie's language where it is one of ours, else the best of Accept-Language (RFC 9110 §12.5.4), else English. */
export function chooseLanguage(chosen: string | undefined, accept: string | undefined): Language {
  const kept = languages.find((language) => language.code === chosen)
  if (kept) return kept.code
  const wanted = (accept ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
      const quality = rest.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((text) => text !== undefined)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-Hans'
    if (tag === 'en' || tag.startsWith('en-')) return 'en'
  }
  return 'en'
}

/** A name in the language asked for, or the nearest there is, with the language it is in where that is another. */
export function nameIn(names: Names, language: Language): { readonly text: string; readonly language?: string } {
  const exact = names[language]
  if (exact !== undefined) return { text: exact }
  const stem = language.split('-')[0] ?? language
  const kin = Object.keys(names).find((tag) => tag.toLowerCase().split('-')[0] === stem)
  if (kin !== undefined) return { text: names[kin] ?? '' }
  const [tag, text] = Object.entries(names).find(([key]) => key === 'en') ?? Object.entries(names)[0] ?? ['', '']
  return /^[a-z]{2,3}(-|$)/i.test(tag) && tag !== 'und' ? { text, language: tag } : { text }
}
