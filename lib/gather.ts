import { isDatabaseAway } from "./db.ts";

type Waiting<Question, Answer> = {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (problem: unknown) => void;
};

/**
 * Lets one statement answer what many ask at the same time. A question that comes alone is asked at once; what comes while others
 * are being answered is asked together as soon as they are. Every answer is read after its question was put.
 * @param ask answers in the order of the questions
 * @param most so many in one statement
 * @param atOnce so many statements at a time
 */
export function gathered<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  { most = 128, atOnce = 2 } = {},
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = [];
  let running = 0;
  let isDue = false;

  const goOn = () => {
    isDue = false;
    while (running < atOnce && waiting.length > 0) {
      running += 1;
      void answerAll(ask, waiting.splice(0, most)).finally(() => {
        running -= 1;
        goOn();
      });
    }
  };
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (isDue || running >= atOnce) return;
      // Whatever else came over the network in this turn is put first.
      isDue = true;
      setImmediate(goOn);
    });
}

/** Nobody pays for what somebody else asked: when a statement fails for its questions, each is asked by itself. */
async function answerAll<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  all: Waiting<Question, Answer>[],
): Promise<void> {
  try {
    const answers = await ask(all.map(({ question }) => question));
    if (answers.length !== all.length) throw new Error(`${all.length} questions were given ${answers.length} answers.`);
    for (const [at, { resolve }] of all.entries()) resolve(answers[at] as Answer);
  } catch (problem) {
    const [only] = all;
    if (all.length === 1 && only) return only.reject(problem);
    for (const one of all) {
      if (isDatabaseAway(problem)) one.reject(problem);
      else await answerAll(ask, [one]);
    }
  }
}
