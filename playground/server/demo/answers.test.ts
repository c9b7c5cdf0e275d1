import { describe, expect, it } from 'vitest'
import { answerTo } from './answers.js'

const questions = [
  'What happens when I cut the wire?',
  'Why does the order matter?',
  'Who is here?',
  'Tell me something.',
]

describe('answerTo', () => {
  it.each(questions)('answers “%s” in 40 to 80 chunks, always the same', (question) => {
    const { chunks, failsAfter } = answerTo(question)
    expect(chunks.length).toBeGreaterThanOrEqual(40)
    expect(chunks.length).toBeLessThanOrEqual(80)
    expect(failsAfter).toBeUndefined()
    expect(answerTo(question).chunks).toEqual(chunks)
  })

  it('has something of its own to say to each', () => {
    expect(new Set(questions.map((question) => answerTo(question).chunks.join(''))).size).toBe(questions.length)
  })

  it('breaks off by half where the question says fail', () => {
    const { chunks, failsAfter } = answerTo('Please fail.')
    expect(failsAfter).toBe(Math.floor(chunks.length / 2))
  })
})
