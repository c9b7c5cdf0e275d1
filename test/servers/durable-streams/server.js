// The reference server of Durable Streams in a process of its own; the first argument is its package, the second its options.
const [, , name, options] = process.argv
const { DurableStreamTestServer } = await import(name)
const server = new DurableStreamTestServer({ host: '127.0.0.1', ...JSON.parse(options) })
await server.start()
process.once('SIGTERM', () => {
  void server.stop().then(() => process.exit(0))
})
