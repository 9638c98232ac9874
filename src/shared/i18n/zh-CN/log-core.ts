export const logCore = {
  sync: {
    started: '开始同步',
    committing: '已取得 {{fetched}} 条，正在与现有数据比对并写入',
    succeeded:
      '同步完成：{{fetched}} / {{total}} 条，完整。新增 {{added}}，变化 {{changed}}，未变 {{unchanged}}，消失 {{gone}}',
    incomplete:
      '同步结束，但数据不完整：取得 {{fetched}} 条，云厂商报告 {{total}} 条。已更新看到的部分，没有把任何条目标记为消失',
    cancelled: '已取消，数据保持上一次的样子',
    interrupted: '程序退出，本次同步中断，数据保持上一次的样子',
  },
} as const
