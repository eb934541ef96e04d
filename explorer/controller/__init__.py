"""Actions, engine, executor, playback: between the model and the views. No Qt."""
