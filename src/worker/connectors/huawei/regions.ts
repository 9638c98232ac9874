import { valueOf } from './read.ts'

/** Region names as the console writes them (developer.huaweicloud.com/endpoint); an unknown code has no name. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'cn-north-1': '华北-北京一',
  'cn-north-2': '华北-北京二',
  'cn-north-4': '华北-北京四',
  'cn-north-9': '华北-乌兰察布一',
  'cn-north-11': '华北-乌兰察布-汽车一',
  'cn-north-12': '华北三',
  'cn-east-2': '华东-上海二',
  'cn-east-3': '华东-上海一',
  'cn-east-4': '华东二',
  'cn-east-5': '华东-青岛',
  'cn-south-1': '华南-广州',
  'cn-south-2': '华南-深圳',
  'cn-south-4': '华南-广州-友好用户环境',
  'cn-southwest-2': '西南-贵阳一',
  'ap-southeast-1': '中国-香港',
  'ap-southeast-2': '亚太-曼谷',
  'ap-southeast-3': '亚太-新加坡',
  'ap-southeast-4': '亚太-雅加达',
  'ap-southeast-5': '亚太-马尼拉',
  'af-south-1': '非洲-约翰内斯堡',
  'af-north-1': '非洲-开罗',
  'la-north-2': '拉美-墨西哥城二',
  'la-south-2': '拉美-圣地亚哥',
  'na-mexico-1': '拉美-墨西哥城一',
  'sa-brazil-1': '拉美-圣保罗一',
  'me-east-1': '中东-利雅得',
  'tr-west-1': '土耳其-伊斯坦布尔',
  'eu-west-0': '欧洲-巴黎',
  'eu-west-101': '欧洲-都柏林',
  'ru-northwest-2': '俄罗斯-莫斯科二',
  'my-kualalumpur-1': '马来西亚-吉隆坡',
}

/** The name of a region; null when the code is new to us. */
export function toRegionName(regionCode: string | null): string | null {
  return regionCode === null ? null : (valueOf(REGION_NAMES, regionCode) ?? null)
}
