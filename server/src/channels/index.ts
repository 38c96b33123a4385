/**
 * Channels: how people are reached. Carries one-time codes by mail and text message. Knows no service and no page, and nobody but
 * by the contact on a letter.
 */
export { type CarrierOptions, startCodeCarrier } from './code-carrier.ts'
export { openMail } from './mail.ts'
export { openSms } from './sms.ts'
