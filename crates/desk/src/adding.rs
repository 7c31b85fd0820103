//! Adding pages: a file, a text, an address; then a page that shows how far it is and opens what came in.

use crate::coder::{Added, Incoming, Progress, Told};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use askama::Template;
use axum::Router;
use axum::extract::{Multipart, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Finished jobs whose page can still be looked at.
const KEPT: usize = 100;

/// Pages being added, and those that were.
#[derive(Default)]
pub(crate) struct Jobs {
    inner: Arc<Mutex<Inner>>,
    /// One job works at a time: coding takes all cores by itself.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct Inner {
    last: u64,
    jobs: BTreeMap<u64, Job>,
}

/// One thing being added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Job {
    /// What it is, as the person would call it.
    pub(crate) name: String,
    /// What is being done.
    pub(crate) doing: String,
    pub(crate) added: Vec<Added>,
    pub(crate) failed: Vec<String>,
    pub(crate) noted: Vec<String>,
    pub(crate) done: bool,
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, name: String) -> u64 {
        let mut inner = self.lock();
        inner.last += 1;
        let id = inner.last;
        while inner.jobs.len() >= KEPT {
            let oldest = inner.jobs.iter().find(|(_, job)| job.done).map(|(id, _)| *id);
            match oldest {
                Some(oldest) => inner.jobs.remove(&oldest),
                None => break,
            };
        }
        inner.jobs.insert(id, Job { name, doing: "Waiting for its turn".into(), ..Job::default() });
        id
    }

    fn get(&self, id: u64) -> Option<Job> {
        self.lock().jobs.get(&id).cloned()
    }

    /// Jobs that are not done.
    pub(crate) fn running(&self) -> Vec<(u64, String)> {
        self.lock()
            .jobs
            .iter()
            .filter(|(_, job)| !job.done)
            .map(|(id, job)| (*id, job.name.clone()))
            .collect()
    }

    fn tell(&self, id: u64, progress: Progress) {
        if let Some(job) = self.lock().jobs.get_mut(&id) {
            match progress {
                Progress::Doing(words) => job.doing = words,
                Progress::Added(added) => job.added.push(added),
                Progress::Failed(words) => job.failed.push(words),
                Progress::Noted(words) => job.noted.push(words),
            }
        }
    }

    fn end(&self, id: u64, error: Option<String>) {
        if let Some(job) = self.lock().jobs.get_mut(&id) {
            job.failed.extend(error);
            job.done = true;
        }
    }
}

/// Routes of this module.
pub(crate) fn routes() -> Router<crate::state::State> {
    Router::new().route("/add", get(form).post(add)).route("/adding/{id}", get(progress))
}

#[derive(Template)]
#[template(path = "add.html")]
struct AddPage {
    frame: Frame,
    address: String,
}

#[derive(Deserialize)]
struct AddQuery {
    #[serde(default)]
    address: String,
}

async fn form(desk: Desk, Query(query): Query<AddQuery>) -> Page {
    page(&AddPage { frame: desk.frame(Here::Add, "Add pages"), address: query.address })
}

async fn add(desk: Desk, mut form: Multipart) -> Result<Response, Fault> {
    if !desk.viewer.may_add() {
        return Err(Fault::Unusable("Adding pages takes the role of an editor.".into()));
    }
    let mut files = Vec::new();
    let mut text = String::new();
    let mut address = String::new();
    let mut told = Told::default();
    let broken = |_| {
        Fault::Unusable(
            "The form did not come through whole, or is above 32 MB. Add large files with dunlin add.".into(),
        )
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or("").to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or("a file").to_owned();
            let bytes = field.bytes().await.map_err(broken)?.to_vec();
            if !bytes.is_empty() {
                files.push(Incoming::File { name: file, bytes });
            }
            continue;
        }
        let value = field.text().await.map_err(broken)?;
        match name.as_str() {
            "text" => text = value,
            "address" => value.trim().clone_into(&mut address),
            "published" if !value.trim().is_empty() => {
                let day = value.trim();
                if day.parse::<jiff::civil::Date>().is_err() {
                    return Err(Fault::Unusable(format!("“{day}” is no day: write it as 2026-03-05.")));
                }
                told.published = Some(day.to_owned());
            }
            "outlet" if !value.trim().is_empty() => told.outlet = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut all = files;
    if !text.trim().is_empty() {
        all.push(Incoming::Text(text));
    }
    if !address.is_empty() {
        all.push(Incoming::Address(address));
    }
    let name = match all.as_slice() {
        [] => {
            return Err(Fault::Unusable(
                "There is nothing to add: choose a file, paste a text or give an address.".into(),
            ));
        }
        [Incoming::File { name, .. }] => name.clone(),
        [Incoming::Text(_)] => "the pasted text".to_owned(),
        [Incoming::Address(address)] => address.clone(),
        many => format!("{} things", many.len()),
    };
    let id = desk.state.jobs().open(name);
    let state = desk.state.clone();
    tokio::spawn(async move {
        let turn = Arc::clone(&state.jobs().turn);
        let _turn = turn.lock_owned().await;
        let worker = state.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let mut failed = None;
            for what in all {
                let done = worker.coder().add(worker.path(), what, &told, &mut |p| worker.jobs().tell(id, p));
                if let Err(words) = done {
                    worker.jobs().tell(id, Progress::Failed(words.clone()));
                    failed = Some(words);
                }
            }
            failed
        })
        .await;
        // What came in may be what somebody waits for; a watch that fails must not fail what was added.
        if let Err(fault) = state.with(crate::watches::run_all).await {
            state.jobs().tell(id, Progress::Failed(format!("The watches did not run: {fault}")));
        }
        let error =
            worked.is_err().then(|| "The coder failed on this input; the terminal shows where.".to_owned());
        state.jobs().end(id, error);
    });
    Ok(Redirect::to(&format!("/adding/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "adding.html")]
struct ProgressPage {
    frame: Frame,
    job: Job,
}

async fn progress(desk: Desk, Path(id): Path<u64>) -> Page {
    let Some(job) = desk.state.jobs().get(id) else {
        return Err(Fault::NoSuch("such adding under way; what was added is on Today".into()));
    };
    if let (true, [added], []) = (job.done, job.added.as_slice(), job.failed.as_slice()) {
        return Ok(Redirect::to(&format!("/article/{}", added.article)).into_response());
    }
    let title = if job.done { "Added" } else { "Adding" };
    let mut frame = desk.frame(Here::Add, format!("{title} {}", job.name));
    frame.refresh = (!job.done).then_some(1);
    page(&ProgressPage { frame, job })
}
