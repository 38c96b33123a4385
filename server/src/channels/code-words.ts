import type { Message } from './message.ts'

/** What stands in the message that brings a one-time code. */
const words = {
  en: {
    subject: 'Your code for {node}',
    text: '{code} is your code for {node}. It holds for ten minutes. Tell it to nobody: nobody from {node} will ask you for it.',
  },
  'zh-Hans': {
    subject: '{node}验证码',
    text: '【{node}】验证码 {code}，十分钟内有效。请勿告诉任何人，{node}的工作人员不会向您索要。',
  },
} as const

export function writeCode(
  { contact, language, code }: { readonly contact: string; readonly language: string; readonly code: string },
  node: string,
): Message {
  const { subject, text } = language.startsWith('zh') ? words['zh-Hans'] : words.en
  // A name of the node may not begin another line of a mail's head.
  const fill = (template: string) => template.replaceAll('{node}', node.replace(/\s+/g, ' ')).replaceAll('{code}', code)
  return { to: contact, subject: fill(subject), text: fill(text) }
}
