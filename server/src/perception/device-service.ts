import type { DeviceService, QuarantineView } from '#contract'
import { viewDevice } from './device-view.ts'
import { findDevice, listDevices } from './devices.ts'
import type { Intake } from './intake.ts'
import { discard, findPayload, listQuarantine, type Quarantined } from './quarantine-list.ts'
import { replay } from './replay.ts'

/** Devices, their newest readings and the quarantine, as the pages for integrators see them. */
export function createDeviceService(intake: Intake): DeviceService {
  const { pool, activity } = intake
  return {
    list: async (ask) => {
      await activity.flush()
      const { devices, count } = await listDevices(pool, ask)
      return { devices: devices.map(viewDevice), count }
    },
    get: async (id) => {
      await activity.flush()
      const device = await findDevice(pool, id)
      return device && viewDevice(device)
    },
    quarantine: async (ask) => {
      const { items, count } = await listQuarantine(pool, ask)
      return { items: items.map(viewQuarantined), count }
    },
    payload: async (id) => {
      const found = await findPayload(pool, id)
      return found && { bytes: found.payload, fileName: `${found.device ?? `line-${found.line ?? 0}`}-${id}.txt` }
    },
    replay: (ids) => replay(intake, ids),
    discard: (ids) => discard(pool, ids),
    latest: async (limit) => activity.latest(limit),
  }
}

function viewQuarantined({ id, lastAt, source, device, topic, reason, detail, state, excerpt }: Quarantined): QuarantineView {
  return {
    id,
    at: lastAt,
    source,
    ...(device !== undefined && { device }),
    ...(topic !== undefined && { topic }),
    reason,
    detail,
    state,
    excerpt,
  }
}
