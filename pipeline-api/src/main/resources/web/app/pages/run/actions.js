/** What can be done to a run now; each says first what will happen, and shows where it was refused why. */
import { html } from 'lit';
import { path, post } from '../../core/api.js';
import { confirm } from '../../components/ps-dialog.js';
import { toast } from '../../components/ps-toast.js';

const OVER = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/**
 * @param {any} run
 * @param {() => void} changed called behind each success
 * @param {(id: string) => void} leadTo called with another run that was started
 */
export function actionsOf(run, changed, leadTo) {
  const act = (what, body) => () => post(path`/runs/${run.id}/` + what, body).then((answer) => {
    changed();
    return answer ?? {};
  });
  const ask = (question, said) => async () => {
    const answer = await confirm(question);
    if (answer !== undefined) toast(said);
    return answer;
  };
  const again = async (question) => {
    const answer = await confirm(question);
    if (answer?.id) leadTo(answer.id);
  };
  const over = OVER.includes(run.state);
  const all = [];
  if (run.state === 'FAILED' && run.retryable?.until) {
    all.push({
      label: 'Try again', primary: true,
      run: ask({
        heading: 'Try this run again?', action: 'Try again', run: act('retry'),
        body: html`<p>It goes on where it stopped: what is loaded to its end is kept, the rest is read again. It waits for a place in the queue first.</p>`,
      }, 'The run is tried again.'),
    });
  }
  if (['QUEUED', 'RUNNING'].includes(run.state)) {
    all.push({
      label: 'Pause',
      run: ask({
        heading: 'Pause this run?', action: 'Pause', run: act('pause'),
        body: html`<p>It gives its place to others and reads nothing new. What is loaded is kept; resume it whenever you want.</p>`,
      }, 'The run is paused.'),
    });
  }
  if (run.state === 'PAUSED') {
    all.push({
      label: 'Resume', primary: true,
      run: ask({
        heading: 'Resume this run?', action: 'Resume', run: act('resume'),
        body: html`<p>It goes back into the queue and on from where it was held.</p>`,
      }, 'The run is in the queue again.'),
    });
  }
  if (!over) {
    all.push({ label: 'Priority', run: () => changePriority(run, act) });
  }
  if (['QUEUED', 'RUNNING', 'PAUSED', 'AUDITING'].includes(run.state)) {
    all.push({
      label: 'Cancel', danger: true,
      run: ask({
        heading: 'Cancel this run?', action: 'Cancel the run', danger: true, run: act('cancel'),
        body: html`<p>Nothing of it becomes visible, and what it staged is deleted. Tables stay as they are. This cannot be taken back; the same run can be started anew.</p>`,
      }, 'The run is cancelled.'),
    });
  }
  if (run.state === 'FAILED' && run.retryable?.until) {
    all.push({
      label: 'Give up', danger: true,
      run: ask({
        heading: 'Give this run up?', action: 'Give up', danger: true, run: act('cancel'),
        body: html`<p>It stays failed, what it staged is deleted, and it cannot be tried again.</p>`,
      }, 'The run was given up.'),
    });
  }
  if (over && run.mode !== 'replay') {
    all.push({
      label: 'Run the same again',
      run: () => again({
        heading: 'Start the same run again?', action: 'Start', run: act('rerun', {}),
        body: html`<p>A new run with the same mode, parameters and environment starts on the pipeline's current version${run.dryRun ? ', as a dry run' : ''}. You are led to it.</p>`,
      }),
    });
  }
  return all;
}

async function changePriority(run, act) {
  let wanted = String(run.priority);
  const answer = await confirm({
    heading: 'Priority of this run', action: 'Set',
    body: html`<p>Of runs that wait, the one with the higher priority starts first; a run under way gets its share of places accordingly.</p>
      <label class="field">Priority, −100 to 100
        <input type="number" min="-100" max="100" .value=${String(run.priority)} @input=${(event) => { wanted = event.target.value.trim(); }}></label>`,
    run: () => {
      if (!/^-?\d+$/.test(wanted)) throw Object.assign(new Error('This is no whole number.'), { advice: 'Give one from −100 to 100; 0 is usual.' });
      return act('priority', { priority: Number(wanted) })();
    },
  });
  if (answer !== undefined) toast(`The priority is ${wanted}.`);
}
