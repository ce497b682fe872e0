// Where the visitor stands, in one line: "You are number 2 in the queue · #1042 · about 4 min".

export function stateLine(state, texts, language) {
  const parts = [texts[`stage_${state.stage}`]];
  if (state.stage === "waiting" && state.position) parts[0] = texts.stage_position(state.position);
  if (state.number !== null && state.stage !== "with_bot") parts.push(`#${state.number}`);
  if (state.next_opening) parts.push(texts.opening(moment(state.next_opening, language)));
  else if (state.expected_wait_seconds !== undefined) parts.push(span(state.expected_wait_seconds, texts));
  return parts.join(" · ");
}

function span(seconds, texts) {
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? texts.wait(minutes) : texts.wait_hours(Math.round(minutes / 60));
}

function moment(iso, language) {
  const options = { weekday: "short", hour: "2-digit", minute: "2-digit" };
  return new Date(iso).toLocaleString(language, options);
}
