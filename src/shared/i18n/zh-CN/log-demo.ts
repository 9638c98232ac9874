export const logDemo = {
  demo: {
    generated: '演示账号：以下 {{size}} 条均为程序生成的演示数据，不是真实资源，也不连接网络（第 {{sync}} 次同步）',
    total: '演示数据共 {{total}} 条',
    page: '生成一页，{{rows}} 条',
    tags: '已生成 {{count}} 个资源的标签',
    prices: '已生成 {{count}} 个续费报价，仅供演示',
  },
} as const
