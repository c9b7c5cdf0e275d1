import { describe, expect, it } from 'vitest'
import { onMiddle, setUp } from './ladder.fixture.js'

describe('ladder, down', () => {
  it('F1 goes down at once where the first attempt fails, and does not bother the application with it', () => {
    const { connector, top, middle, story, statuses, live } = setUp()
    connector.connect()
    top.fail()
    expect(live()).toEqual([false, true, false])
    middle.greet()
    expect(story).toEqual(['opened middle-1'])
    expect(statuses).toEqual(['connecting', 'connected'])
    expect(connector.state.get()).toMatchObject({ transport: 'middle', socketId: 'middle-1', established: true })
    expect([connector.authorizes, live()]).toEqual([false, [false, true, false]])
  })

  it('F1 goes down one after the other, each at once', () => {
    const { connector, top, middle, bottom, transports } = setUp()
    connector.connect()
    top.fail()
    middle.fail()
    bottom.greet()
    expect(transports).toEqual(['bottom'])
  })

  it('F1 takes a restart for no blocked web socket: it takes three failures over three seconds', () => {
    const { connector, clock, top, middle, live, statuses } = setUp()
    connector.connect()
    top.greet()
    top.fail()
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(middle.opened).toBe(0)
      clock.advance(4_000)
      top.fail()
    }
    expect(live()).toEqual([false, false, false])
    clock.advance(8_000)
    top.fail()
    expect(live()).toEqual([false, true, false])
    expect(statuses.slice(-2)).toEqual(['waiting', 'connecting'])
  })

  it('F1 never counts the end of a good link, however often it ends', () => {
    const { connector, clock, top, middle } = setUp()
    connector.connect()
    for (let times = 0; times < 20; times++) {
      top.greet()
      top.fail()
      clock.advance(15_000)
    }
    expect([top.opened, middle.opened]).toEqual([22, 0])
  })

  it('F1 stays where it is while offline', () => {
    const { connector, clock, top, middle, page } = setUp()
    page.online = false
    connector.connect()
    top.fail()
    clock.advance(1_000)
    top.fail()
    expect(middle.opened).toBe(0)
    page.online = true
    clock.advance(2_000)
    top.fail()
    expect(middle.opened).toBe(1)
  })

  it('F1 does not count an attempt that ended because the page was put away', () => {
    const { connector, middle, signal, live } = setUp()
    connector.connect()
    signal('frozen')
    expect([middle.opened, live()]).toEqual([0, [false, false, false]])
    signal('thawed')
    expect(live()).toEqual([true, false, false])
  })
})

describe('ladder, up', () => {
  it('F3 tries the web socket again: soon at first, then less and less often, one attempt each', () => {
    const { clock, top, live } = onMiddle()
    const tried: number[] = []
    const start = clock.now()
    for (let seconds = 0; seconds < 400; seconds++) {
      clock.advance(1_000)
      if (!top.live) continue
      tried.push((clock.now() - start) / 1_000)
      top.fail()
    }
    expect(tried).toEqual([5, 15, 35, 75, 155, 315])
    expect(live()).toEqual([false, true, false])
  })

  it('F3 tries it at a wake signal, and tries the better ones one after the other', () => {
    const { connector, clock, top, middle, bottom, signal, live } = setUp()
    connector.connect()
    top.fail()
    middle.fail()
    bottom.greet()
    signal('focus')
    expect(live()).toEqual([true, false, true])
    top.fail()
    expect(live()).toEqual([false, true, true])
    signal('shown')
    middle.fail()
    expect(live()).toEqual([false, false, true])
    clock.advance(4_999)
    expect([top.opened, middle.opened]).toEqual([2, 2])
  })

  it('F4 switches make before break: the old link lives until the new one has every channel, and a moment longer', () => {
    const { connector, clock, top, middle, story, statuses, transports, signal, live } = onMiddle('a', 'b')
    signal('focus')
    top.greet()
    expect(story).toEqual(['opened middle-1', 'opened top-2'])
    expect([statuses, transports]).toEqual([
      ['connecting', 'connected'],
      ['middle', 'top'],
    ])
    connector.subscribe('a', undefined)
    connector.subscribe('b', undefined)
    expect(top.sent).toEqual(['a', 'b'])
    top.confirm('a')
    clock.advance(5_000)
    expect(live()).toEqual([true, true, false])
    top.confirm('b')
    clock.advance(999)
    expect(live()).toEqual([true, true, false])
    clock.advance(1)
    expect(live()).toEqual([true, false, false])
    expect(middle.opened).toBe(1)
  })

  it('F4 does not wait for ever for a channel, nor for one that was left or that nobody confirms', () => {
    const world = onMiddle('a', 'silent', 'c')
    world.signal('focus')
    world.top.greet()
    world.connector.subscribe('silent', undefined)
    world.connector.unsubscribe('c')
    world.clock.advance(9_999)
    expect(world.live()).toEqual([true, true, false])
    world.clock.advance(1)
    expect(world.live()).toEqual([true, false, false])
  })

  it('F4 does not wait for a channel that was left while there was no link, nor for one that was refused', () => {
    const { connector, clock, top, middle, live } = onMiddle('news', 'left', 'refused')
    middle.say({ kind: 'refused', channel: 'refused', code: 403, reason: 'No.' })
    middle.fail()
    clock.advance(1_000)
    middle.greet()
    // Who left in between asks for it no more.
    connector.subscribe('news', undefined)
    middle.confirm('news')
    middle.say({ kind: 'refused', channel: 'refused', code: 403, reason: 'No.' })
    connector.subscribe('again', undefined)
    middle.say({ kind: 'refused', channel: 'again', code: 403, reason: 'No.' })
    clock.advance(5_000)
    top.greet()
    connector.subscribe('news', undefined)
    top.confirm('news')
    clock.advance(1_000)
    expect(live()).toEqual([true, false, false])
  })

  it('F4 takes from both links what has a place in its stream, and from the new one alone who came and went', () => {
    const { connector, top, middle, got, signal } = onMiddle('a')
    signal('focus')
    top.greet()
    got.length = 0
    middle.event('a', 1)
    middle.say({ kind: 'joined', channel: 'a', id: '1' })
    connector.subscribe('a', undefined)
    top.confirm('a')
    top.event('a', 1)
    middle.event('a', 2)
    expect(got).toEqual(['middle 1', 'subscribed', 'top 1', 'middle 2'])
  })

  it('F4 goes back to the old link where the new one is lost in between', () => {
    const { clock, top, story, transports, statuses, signal, live } = onMiddle('a')
    signal('focus')
    top.greet()
    top.fail()
    expect(story).toEqual(['opened middle-1', 'opened top-2', 'opened middle-1'])
    expect([transports, statuses]).toEqual([
      ['middle', 'top', 'middle'],
      ['connecting', 'connected'],
    ])
    clock.advance(3_000)
    expect(live()).toEqual([false, true, false])
  })

  it('F4 stays on the new link where the old one is lost in between', () => {
    const { clock, top, middle, story, signal, live } = onMiddle('a')
    signal('focus')
    top.greet()
    middle.fail()
    expect(story).toEqual(['opened middle-1', 'opened top-2'])
    clock.advance(60_000)
    expect(live()).toEqual([true, false, false])
  })

  it('F5 has at most two live links at any time', () => {
    const { clock, top, middle, bottom, signal, live, connector } = setUp()
    connector.connect()
    const acts = [() => top.fail(), () => middle.greet(), () => signal('focus'), () => top.greet(), () => middle.fail()]
    const others = [() => clock.advance(7_000), () => bottom.greet(), () => top.fail(), () => bottom.fail()]
    for (let turn = 0; turn < 400; turn++) {
      const all = [...acts, ...others]
      all[(turn * 7 + (turn >> 3)) % all.length]?.()
      expect(live().filter(Boolean).length).toBeLessThanOrEqual(2)
    }
  })
})

describe('ladder, coming up while it waits', () => {
  /** The rung it is on lost its link and waits, while the web socket is tried. */
  const waiting = () => {
    const world = onMiddle()
    world.signal('focus')
    world.middle.fail()
    expect(world.connector.state.get().status).toBe('waiting')
    return world
  }

  it('C1 is connecting before it is connected', () => {
    const { connector, top, statuses, story } = waiting()
    top.greet()
    expect(statuses.slice(-3)).toEqual(['waiting', 'connecting', 'connected'])
    expect([connector.state.get().transport, story.at(-1)]).toEqual(['top', 'opened top-2'])
  })

  it.each(['connecting', 'connected'] as const)(
    'C12 opens nothing when it is closed by whoever is told that it is %s',
    (status) => {
      const { connector, top, statuses, story, clock, watchers, live } = waiting()
      connector.state.subscribe(() => {
        if (connector.state.get().status == status) connector.disconnect()
      })
      top.greet()
      expect([statuses.at(-1), story.at(-1), live()]).toEqual(['closed', 'lost', [false, false, false]])
      expect([clock.timers, watchers.size]).toEqual([0, 0])
    },
  )
})

describe('ladder, at its end', () => {
  it.each(['connecting', 'connected', 'trying', 'switching'])(
    'F6 leaves no timer, link or listener when %s',
    (when) => {
      const { connector, clock, top, middle, signal, watchers, live, statuses } = setUp()
      connector.connect()
      top.fail()
      if (when != 'connecting') middle.greet()
      if (when == 'trying' || when == 'switching') signal('focus')
      if (when == 'switching') top.greet()
      connector.disconnect()
      expect([clock.timers, watchers.size, live()]).toEqual([0, 0, [false, false, false]])
      expect(statuses.at(-1)).toBe('closed')
    },
  )

  it('F6 begins with the web socket again after disconnect()', () => {
    const { connector, top, live } = onMiddle()
    connector.disconnect()
    connector.connect()
    expect(live()).toEqual([true, false, false])
    top.greet()
    expect(connector.state.get()).toMatchObject({ status: 'connected', transport: 'top', socketId: 'top-2' })
  })

  it('F6 has no link and no timer while the page is put away', () => {
    const { clock, signal, live } = onMiddle()
    signal('focus')
    signal('frozen')
    expect([clock.timers, live()]).toEqual([0, [false, false, false]])
    clock.advance(5_000)
    signal('thawed')
    expect(live()).toEqual([true, true, false])
  })
})
