//! What every request can reach: the writer, the reader, and the waves that have been asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use survey::{Answer, Instrument, Response, Wave, WaveId, WaveState};

use super::Site;
use crate::code::Code;
use crate::counters::Counters;
use crate::entropy::Entropy;
use crate::fault::Fault;
use crate::guard::{Guard, GuessBudget};
use crate::journal::{Custody, OpenWave, Participation, Reader, Told};
use crate::key::CodeKey;
use crate::refusal::{Declined, Failure, Refusal};
use crate::submission::{Acceptance, Submission, SubmissionId};
use crate::writer::Writer;

/// The intake behind the addresses.
pub(crate) struct Intake {
    pub(crate) writer: Writer,
    reader: Arc<Reader>,
    /// Waves and instruments never change once they are open, so each is read once.
    asked: RwLock<BTreeMap<WaveId, Arc<Asked>>>,
    key: CodeKey,
    entropy: Mutex<Entropy>,
    pub(crate) site: Arc<Site>,
    pub(crate) counters: Arc<Counters>,
    pub(super) guard: Guard,
}

/// What a wave asks.
pub(super) struct Asked {
    pub(super) wave: Wave,
    pub(super) instrument: Instrument,
    /// Who holds the key that opens its answers.
    pub(super) custody: Custody,
}

impl Intake {
    pub(crate) fn new(
        writer: Writer,
        reader: Reader,
        key: CodeKey,
        entropy: Entropy,
        site: Site,
        budget: GuessBudget,
        counters: Arc<Counters>,
    ) -> Intake {
        Intake {
            writer,
            reader: Arc::new(reader),
            asked: RwLock::new(BTreeMap::new()),
            key,
            entropy: Mutex::new(entropy),
            site: Arc::new(site),
            guard: Guard::new(budget, Arc::clone(&counters)),
            counters,
        }
    }

    /// Checks one answer against its wave and stores it.
    ///
    /// Answers come as item and value; see [`Response::parse`]. The order of checks: the wave, the answers, the code, so
    /// that the code of somebody who mistyped nothing else is all that is left to be wrong.
    pub(super) async fn take<'a>(
        &self,
        wave: &str,
        code: &str,
        id: SubmissionId,
        answers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Acceptance, Declined> {
        let asked = self.asked(wave).await?;
        let response = Response::parse(&asked.instrument, answers).map_err(Refusal::Answers);
        self.store(&asked, code, id, response).await
    }

    /// The same for answers that were read with the wave's instrument, in its order.
    pub(super) async fn send(
        &self,
        asked: &Asked,
        code: &str,
        id: SubmissionId,
        answers: Vec<Answer>,
    ) -> Result<Acceptance, Declined> {
        let response = Response::from_answers(&asked.instrument, answers).map_err(Refusal::Answers);
        self.store(asked, code, id, response).await
    }

    async fn store(
        &self,
        asked: &Asked,
        code: &str,
        id: SubmissionId,
        response: Result<Response, Refusal>,
    ) -> Result<Acceptance, Declined> {
        let checked = response
            .and_then(not_empty)
            .and_then(|response| Code::parse(code).map(|code| (response, code)).map_err(|_| Refusal::MistypedCode));
        match checked {
            Ok((response, code)) => {
                let submission = Submission { wave: asked.wave.id.clone(), code, id, response };
                let acceptance = self.guard.check(self.writer.store(submission)).await?;
                self.counters.stored(acceptance.repeated);
                Ok(acceptance)
            }
            // Somebody who comes too late should hear that first.
            Err(refusal) => Err(self.open(asked).await.err().unwrap_or(Declined::Refused(refusal))),
        }
    }

    /// The code that somebody wrote, if it could give an answer now. Nothing is used up by asking.
    pub(super) async fn usable(&self, asked: &Asked, written: &str) -> Result<Code, Declined> {
        self.open(asked).await?;
        let code = Code::parse(written).map_err(|_| Refusal::MistypedCode)?;
        let (key, wave, sought) = (self.key.clone(), asked.wave.id.clone(), code.clone());
        let looked_up = self.read(move |reader| reader.is_usable(&key, &wave, &sought));
        self.guard.check(async { if looked_up.await? { Ok(code) } else { Err(Refusal::Code.into()) } }).await
    }

    /// The name under which the browser of whoever has this code may keep a draft.
    pub(super) fn draft_name(&self, code: &Code) -> String {
        self.key.draft(code)
    }

    /// What a wave asks, whatever its state.
    pub(super) async fn asked(&self, id: &str) -> Result<Arc<Asked>, Declined> {
        let id = WaveId::new(id).map_err(|_| Refusal::UnknownWave)?;
        let known = self.asked.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(asked) = known {
            return Ok(asked);
        }
        let wanted = id.clone();
        let stored = self.read(move |reader| reader.wave(&wanted)).await?.ok_or(Refusal::UnknownWave)?;
        if stored.state().is_none_or(|state| state == WaveState::Draft) {
            return Err(Refusal::UnknownWave.into());
        }
        let readable = stored.read().and_then(|(wave, instrument)| {
            let custody = stored.custody().ok_or("its custody is none we know")?;
            Ok(Asked { wave, instrument, custody })
        });
        let asked = Arc::new(readable.map_err(|problem| {
            tracing::error!(wave = id.as_str(), problem, "a stored wave cannot be read");
            Failure::Defect
        })?);
        self.asked.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&asked));
        Ok(asked)
    }

    /// Whether a wave takes answers now. Only the writer's word is final.
    pub(super) async fn open(&self, asked: &Asked) -> Result<(), Declined> {
        match self.state(asked).await? {
            Some(WaveState::Open) => Ok(()),
            Some(_) => Err(Refusal::WaveClosed.into()),
            None => Err(Refusal::UnknownWave.into()),
        }
    }

    /// Participation in a wave whose codes still exist.
    pub(super) async fn participation(&self, asked: &Asked) -> Result<Participation, Declined> {
        if !matches!(self.state(asked).await?, Some(WaveState::Open | WaveState::Closing)) {
            return Err(Refusal::ParticipationGone.into());
        }
        let (wave, sought) = (asked.wave.id.clone(), asked.wave.id.clone());
        match self.read(move |reader| reader.participation(&sought)).await? {
            Told::Now(participation) => Ok(participation),
            Told::FirstToday(today) => self.writer.count(wave, today).await,
        }
    }

    /// Whether answers can be stored: the writer lives and the file can be read.
    pub(super) async fn is_healthy(&self) -> bool {
        self.writer.is_accepting() && self.read(Reader::probe).await.is_ok()
    }

    /// The waves that take answers now.
    pub(super) async fn open_waves(&self) -> Result<Vec<OpenWave>, Declined> {
        self.read(Reader::open_waves).await
    }

    /// A new number for one filled-in form.
    pub(super) fn new_submission(&self) -> SubmissionId {
        let mut bytes = [0; 16];
        self.entropy.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes);
        SubmissionId::from_bytes(bytes)
    }

    async fn state(&self, asked: &Asked) -> Result<Option<WaveState>, Declined> {
        let wave = asked.wave.id.clone();
        self.read(move |reader| reader.state(&wave)).await
    }

    /// Asks the reader on a thread that may wait for the disk.
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Reader) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Declined> {
        let reader = Arc::clone(&self.reader);
        let answer = tokio::task::spawn_blocking(move || question(&reader)).await;
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(fault)) => {
                tracing::error!(%fault, "reading failed");
                Err(if matches!(fault, Fault::Busy { .. }) { Failure::Busy } else { Failure::Defect }.into())
            }
            Err(error) => {
                tracing::error!(%error, "reading ended by a defect");
                Err(Failure::Defect.into())
            }
        }
    }
}

/// A form without any answer would use up a code for nothing.
fn not_empty(response: Response) -> Result<Response, Refusal> {
    if response.answers().iter().all(|answer| *answer == Answer::Missing) {
        return Err(Refusal::NothingAnswered);
    }
    Ok(response)
}
