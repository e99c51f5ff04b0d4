export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** What a member is asked; with the day it is the sentence that is kept as what they agreed to. */
export const reminderQuestion = "Mail me once a week what of my reading list is still unread";
export const reminderWording = (weekday: number) => ({
  text: `${reminderQuestion}: on ${weekdays[weekday - 1]} mornings.`,
  version: 1,
});
