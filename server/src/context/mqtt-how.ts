import type { KeyValue } from './endpoint.ts'

/** How MQTT is spoken with a receiver (GS CIM 009, 7.2). */
export type MqttHow = { readonly version: '3.1.1' | '5.0'; readonly qos: 0 | 1 | 2 }

/** Reads `MQTT-Version` and `MQTT-QoS`; MQTT 5.0 and QoS 0 where nothing is said. @throws what `bad` makes of a message */
export function readMqttHow(notifierInfo: readonly KeyValue[], bad: (message: string) => Error): MqttHow {
  const info = new Map(notifierInfo.map(({ key, value }) => [key.toLowerCase(), String(value)]))
  const version = /^mqtt(3\.1\.1|5\.0)$/i.exec(info.get('mqtt-version') ?? 'mqtt5.0')?.[1]
  if (version === undefined) throw bad('has an MQTT-Version that is not mqtt3.1.1 or mqtt5.0')
  const qos = Number(info.get('mqtt-qos') ?? 0)
  if (qos !== 0 && qos !== 1 && qos !== 2) throw bad('has an MQTT-QoS that is not 0, 1 or 2')
  return { version: version as MqttHow['version'], qos }
}
