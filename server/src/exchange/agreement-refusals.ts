import { Conflict, Denied, NotFound } from '#kernel'

const both = (en: string, zh: string) => ({ en, 'zh-Hans': zh })

const noAgreement = both('Your department has no such agreement.', '您所在的部门没有此协议。')
const noDataset = both('There is no such dataset.', '没有此数据集。')
const ownDataset = both('This dataset is your own department’s: no agreement is needed.', '此数据集属于您所在的部门，无需协议。')
const stewards = both(
  'Only those who answer for a department’s data, or its administrators, may do this.',
  '只有部门的数据负责人或管理员可以这样做。',
)
const state = both(
  'The agreement is not in a state in which this can be done; look at it again.',
  '协议当前的状态不允许此操作，请重新查看。',
)
const signed = both('Your department has signed already.', '您所在的部门已经签署。')
const reason = both('Say why, in a few words.', '请简要说明原因。')
const side = both('This is for the other department to do.', '此操作应由对方部门进行。')

export const noSuchAgreement = () => new NotFound(noAgreement.en, { inLanguages: noAgreement })
export const noSuchDataset = () => new NotFound(noDataset.en, { inLanguages: noDataset })
export const isOwn = () => new Conflict(ownDataset.en, { inLanguages: ownDataset })
export const stewardsOnly = () => new Denied(stewards.en, { inLanguages: stewards })
export const otherSide = () => new Denied(side.en, { inLanguages: side })
export const wrongState = () => new Conflict(state.en, { inLanguages: state })
export const signedAlready = () => new Conflict(signed.en, { inLanguages: signed })
export const reasonMissing = () => new Conflict(reason.en, { inLanguages: reason })
